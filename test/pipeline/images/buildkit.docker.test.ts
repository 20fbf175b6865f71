import { join } from 'node:path';
import { Bench, problemOf, sh, SUM } from '../../images/bench';
import { Registry } from '../../images/registry';

jest.setTimeout(300_000);

const common = new Bench();
/** No engine answers: images are made without one. */
const NO_ENGINE = { ...process.env, DOCKER_HOST: `unix://${join(common.folder, 'none.sock')}` };
const bench = new Bench({ ...NO_ENGINE, UV_INDEX_PRIVATE_PASSWORD: 'hidden-login' });
let registry: Registry;

beforeAll(async () => {
  registry = await Registry.start(join(common.folder, 'registry'));
});
afterAll(async () => {
  await registry.down();
  await common.close();
});

const files = { 'Model.py': `import six\n${SUM}`, 'requirements.txt': 'six==1.17.0\n' };
const request = () => ({ builder: 'buildkit', image: `${registry.host}/team/sum:1`, push: true }) as const;

// Needs BUILDKIT_HOST with a buildkitd, and buildctl on the PATH.
const withBuildKit = process.env.BUILDKIT_HOST ? test : test.skip;

withBuildKit('without an engine BuildKit makes the image and pushes it, and no login is in it', async () => {
  const baseImage = `${registry.host}/base:1`;
  sh('docker', 'tag', process.env.DEPLOY_MODEL_BASE_IMAGE!, baseImage);
  sh('docker', 'push', '--quiet', baseImage);
  const input = await bench.wrapped(files, { ...request(), baseImage });

  expect(await bench.images.check(input, bench.context())).toEqual([]);
  const { image } = await bench.images.build(input, bench.context());

  await common.docker.images.pull(image.digest!, { signal: AbortSignal.timeout(60_000) });
  const ask = 'import Model; print(Model.Model().predict([[1, 2]]))';
  expect(sh('docker', 'run', '--rm', '--entrypoint', 'python', image.digest!, '-c', ask).trim()).toBe('[[3]]');
  const facts = sh('docker', 'inspect', image.digest!) + sh('docker', 'history', '--no-trunc', image.digest!);
  expect(facts).toContain(image.id);
  expect(facts).toContain('"deploy-model.model": "test:/sum"');
  expect(facts + sh('docker', 'run', '--rm', '--entrypoint', 'env', image.digest!)).not.toContain('hidden-login');
  sh('docker', 'rmi', '--force', image.digest!, baseImage);
});

test('without a BuildKit the ways that are open are said', async () => {
  const none = new Bench({ ...NO_ENGINE, BUILDKIT_HOST: `unix://${join(common.folder, 'no-buildkit.sock')}` });
  const problems = await none.images.check(await none.wrapped(files, request()), none.context());
  expect(problems).toMatchObject([{ code: 'tool-missing', suggestion: expect.stringContaining('--as-dockerfile') }]);
  expect(await problemOf(none.images.build(await none.wrapped(files, request()), none.context()))).toMatchObject({
    code: 'tool-missing'
  });
});

test('an image by BuildKit needs a registry to go to', async () => {
  const input = await bench.wrapped(files, { builder: 'buildkit' });
  expect(await bench.images.check(input, bench.context())).toContainEqual(
    expect.objectContaining({ code: 'bad-request', suggestion: expect.stringContaining('--push') })
  );
});
