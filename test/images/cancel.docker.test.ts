import { randomBytes } from 'node:crypto';
import { appendFileSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import { ImageBuilder } from '../../src/pipeline/images/image-builder';
import { Bench, leftovers, sh, SUM } from './bench';
import { Registry } from './registry';

jest.setTimeout(300_000);

// Names of its own: what an earlier run built is not there, and every build goes through all of its stages.
const repository = `localhost/deploy-model-test/cancel-${randomBytes(4).toString('hex')}`;
const bench = new Bench({ ...process.env, DEPLOY_MODEL_REPOSITORY: repository });
afterAll(async () => {
  await bench.close();
  const names = common('images', '--format', '{{.Repository}}:{{.Tag}}', '--filter', `reference=${repository}/*`);
  names.split('\n').forEach(name => common('rmi', name));
});

const common = (...args: string[]) => sh('docker', ...args).trim();

/** Aborts when so many more containers have started of images that are named so. */
async function cancelAt(count: number, image: RegExp): Promise<{ signal: AbortSignal; close: () => void }> {
  const cancel = new AbortController();
  const listening = new AbortController();
  const events = await bench.docker.containers.events(listening.signal);
  void (async () => {
    let started = 0;
    for await (const { action, attributes } of events) {
      started += action === 'start' && image.test(attributes.image!) ? 1 : 0;
      if (started === count) {
        cancel.abort(new Error('cancelled'));
      }
    }
  })().catch(() => undefined);
  return { signal: cancel.signal, close: () => listening.abort() };
}

describe.each([
  ['the first container, which resolves', 1, '1.13.0'],
  ['the second, which installs', 2, '1.14.0'],
  ['the third, which assembles', 3, '1.15.0']
])('a build that is cancelled in %s', (_, count, six) => {
  test('leaves no container and no file, and goes through when it is asked for again', async () => {
    const input = await bench.wrapped({ 'Model.py': SUM, 'requirements.txt': `six==${six}\n` });
    const first = await bench.images.build(await bench.wrapped({ 'Model.py': SUM }), bench.context());
    const before = leftovers(common, bench);
    const { signal, close } = await cancelAt(count, /\/(builder|runtime|dependencies):/);

    await expect(bench.images.build(input, bench.context(signal))).rejects.toThrow('cancelled');
    close();

    expect(leftovers(common, bench)).toEqual(before);
    const { image } = await bench.images.build(input, bench.context());
    expect(await bench.docker.images.inspect(image.id)).toBeDefined();
    expect(image.id).not.toBe(first.image.id);
  });
});

/** Settings with a builder that is made in so many seconds more than ours. */
function slowBuilder(seconds: number) {
  const builderFolder = join(bench.folder, `builder-${seconds}`);
  cpSync(bench.settings.builderFolder, builderFolder, { recursive: true });
  appendFileSync(join(builderFolder, 'Dockerfile'), `RUN sleep ${seconds}\n`);
  return { ...bench.settings, builderFolder };
}

/** A step of the engine's own builder. */
const STEP = /^(sha256:)?[0-9a-f]{12,}$/;

test('a build that is cancelled while its builder image is made leaves no container, no image and no file', async () => {
  await bench.images.build(await bench.wrapped({ 'Model.py': SUM }), bench.context());
  const images = new ImageBuilder({ ...bench, settings: slowBuilder(600) });
  const builders = () => common('images', '--quiet', '--filter', 'label=deploy-model.role=builder').split('\n').sort();
  const [before, known] = [leftovers(common, bench), builders()];
  const { signal, close } = await cancelAt(1, STEP);

  const build = images.build(await bench.wrapped({ 'Model.py': SUM }), bench.context(signal));
  await expect(build).rejects.toThrow('cancelled');
  close();

  expect(leftovers(common, bench)).toEqual(before);
  expect(builders()).toEqual(known);
});

test('of a builder image that was cancelled the next build takes what is made, and makes only the rest', async () => {
  const stages: (string | undefined)[] = [];
  const build: typeof bench.docker.images.build = (folder, options) => {
    stages.push(options.stage);
    return bench.docker.images.build(folder, options);
  };
  const docker = { ...bench.docker, images: { ...bench.docker.images, build } };
  const images = new ImageBuilder({ ...bench, docker, settings: slowBuilder(5) });
  const input = await bench.wrapped({ 'Model.py': SUM });
  const { signal, close } = await cancelAt(1, STEP);
  await expect(images.build(input, bench.context(signal))).rejects.toThrow('cancelled');
  close();

  const { image } = await images.build(input, bench.context());

  expect(stages).toEqual(['runtime', 'builder', 'builder']);
  expect(await bench.docker.images.inspect(image.id)).toBeDefined();
});

test('a build that is cancelled while its packages are committed leaves no container, and the next one goes through', async () => {
  const cancel = new AbortController();
  const { containers } = bench.docker;
  const commit: typeof containers.commit = (...args) => {
    const committing = containers.commit(...args);
    cancel.abort(new Error('cancelled'));
    return committing;
  };
  const images = new ImageBuilder({ ...bench, docker: { ...bench.docker, containers: { ...containers, commit } } });
  const input = await bench.wrapped({ 'Model.py': SUM, 'requirements.txt': 'six==1.12.0\n' });
  const before = leftovers(common, bench);

  await expect(images.build(input, bench.context(cancel.signal))).rejects.toThrow('cancelled');

  expect(leftovers(common, bench)).toEqual(before);
  const { image } = await bench.images.build(input, bench.context());
  expect(await bench.docker.images.inspect(image.id)).toBeDefined();
});

test('a push that is cancelled ends at once, and goes through when it is asked for again', async () => {
  const registry = await Registry.start(join(bench.folder, 'registry'));
  try {
    const weights = randomBytes(64 * 1024 * 1024).toString('base64');
    const input = await bench.wrapped(
      { 'Model.py': SUM, 'weights.txt': weights },
      { image: `${registry.host}/team/big:1` }
    );
    const { image } = await bench.images.build(input, bench.context());
    const cancel = new AbortController();
    const log = { ...bench.log, progress: () => cancel.abort(new Error('cancelled')) };

    const push = bench.images.push(image, { ...bench.context(cancel.signal), log });
    await expect(push).rejects.toThrow('cancelled');
    const again = await bench.images.push(image, bench.context());

    expect(again.digest).toMatch(new RegExp(`^${registry.host}/team/big@sha256:`));
  } finally {
    await registry.down();
  }
});
