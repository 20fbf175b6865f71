import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Bench, problemOf, sh, SUM } from '../../images/bench';
import { PROJECT } from '../../images/project';
import { Registry } from '../../images/registry';
import { canBuildRootless, RootlessBuildKit } from '../../images/rootless-buildkit';

// BuildKit is compiled when this version never was.
jest.setTimeout(600_000);

const common = new Bench();
/** No engine answers: images are made without one. */
const NO_ENGINE = { ...process.env, DOCKER_HOST: `unix://${join(common.folder, 'none.sock')}` };
const files = { 'Model.py': `import six\n${SUM}`, 'requirements.txt': 'six==1.17.0\n' };
const ANSWER = 'import Model; print(Model.Model().predict([[1, 2]]))';

let registry: Registry;
const request = () => ({ builder: 'buildkit', image: `${registry.host}/team/sum:1`, push: true }) as const;

const folders: string[] = [];
/** One whose engine does not answer. */
function benchIn(env: NodeJS.ProcessEnv): Bench {
  const bench = new Bench({ ...NO_ENGINE, ...env });
  folders.push(bench.folder);
  return bench;
}

beforeAll(async () => {
  registry = await Registry.start(join(common.folder, 'registry'));
});
afterAll(async () => {
  await registry.down();
  await common.close();
  folders.forEach(folder => rmSync(folder, { recursive: true, force: true }));
});

// Needs Linux with user namespaces, Go, and newuidmap (of the package uidmap). Where all is switched on it must be there.
(canBuildRootless || process.env.CI ? describe : describe.skip)('with a BuildKit that runs without root', () => {
  let buildkit: RootlessBuildKit;
  let bench: Bench;
  let baseImage: string;

  beforeAll(async () => {
    buildkit = await RootlessBuildKit.start();
    bench = benchIn({ ...buildkit.env, UV_INDEX_PRIVATE_PASSWORD: 'hidden-login' });
    baseImage = `${registry.host}/base:1`;
    sh('docker', 'tag', process.env.DEPLOY_MODEL_BASE_IMAGE!, baseImage);
    sh('docker', 'push', '--quiet', baseImage);
  });
  afterAll(async () => {
    sh('docker', 'rmi', '--force', baseImage);
    await buildkit.close();
  });

  test('without an engine the image is made and pushed, and no login is in it', async () => {
    expect(buildkit.uid).not.toBe(0);
    const input = await bench.wrapped(files, { ...request(), baseImage });

    expect(await bench.images.check(input, bench.context())).toEqual([]);
    const { image } = await bench.images.build(input, bench.context());

    await common.docker.images.pull(image.digest!, { signal: AbortSignal.timeout(300_000) });
    expect(sh('docker', 'run', '--rm', '--entrypoint', 'python', image.digest!, '-c', ANSWER).trim()).toBe('[[3]]');
    const facts = sh('docker', 'inspect', image.digest!) + sh('docker', 'history', '--no-trunc', image.digest!);
    expect(facts).toContain(image.id);
    expect(facts).toContain('"deploy-model.model": "test:/sum"');
    expect(facts + sh('docker', 'run', '--rm', '--entrypoint', 'env', image.digest!)).not.toContain('hidden-login');
    sh('docker', 'rmi', '--force', image.digest!);
  });

  test('what is written for other builders is built by it without us, and answers', async () => {
    const folder = join(mkdtempSync(join(bench.folder, 'out-')), 'context');
    await bench.images.writeContext(await bench.wrapped(files, { baseImage }), folder);
    if (bench.settings.certificates) {
      cpSync(bench.settings.certificates, join(folder, 'certs', 'site.crt'));
    }
    const reference = `${registry.host}/team/context:1`;

    const locals = ['--local', `context=${folder}`, '--local', `dockerfile=${folder}`];
    buildkit.buildctl(
      'build',
      '--frontend',
      'dockerfile.v0',
      ...locals,
      '--output',
      `type=image,name=${reference},push=true`
    );

    expect(sh('docker', 'run', '--rm', '--entrypoint', 'python', reference, '-c', ANSWER).trim()).toBe('[[3]]');
    sh('docker', 'rmi', '--force', reference);
  });

  test('a project, which installs itself, gets the login of the index and keeps none', async () => {
    const input = await bench.wrapped(
      { ...PROJECT, 'setup.py': `import os; assert os.environ["UV_INDEX_PRIVATE_PASSWORD"]\n${PROJECT['setup.py']}` },
      { ...request(), image: `${registry.host}/team/project:1`, baseImage }
    );
    const { image } = await bench.images.build(input, bench.context());

    expect(sh('docker', 'run', '--rm', '--entrypoint', 'python', image.digest!, '-c', ANSWER).trim()).toBe('[[3]]');
    const facts = sh('docker', 'inspect', image.digest!) + sh('docker', 'history', '--no-trunc', image.digest!);
    expect(facts).not.toContain('hidden-login');
    sh('docker', 'rmi', '--force', image.digest!);
  });

  test('a requirement that no index has is named', async () => {
    const input = await bench.wrapped({ ...files, 'requirements.txt': 'six==99.99\n' }, { ...request(), baseImage });
    expect(await problemOf(bench.images.build(input, bench.context()))).toMatchObject({
      code: 'requirement-missing',
      message: expect.stringContaining('six')
    });
  });

  test('a registry that wants a login is told from one that is not there', async () => {
    const closed = await Registry.start(join(common.folder, 'closed'), { withLogin: true });
    const to = async (host: string) => {
      const input = await bench.wrapped(files, { ...request(), image: `${host}/team/sum:1`, baseImage });
      return (await problemOf(bench.images.build(input, bench.context()))).code;
    };
    expect(await to(closed.host)).toBe('registry-unauthorised');
    await closed.down();
    expect(await to(closed.host)).toBe('registry-unreachable');
  });

  test('cancelling a build ends it in the daemon, too, and leaves no folder', async () => {
    const slow = { 'Model.py': SUM, 'setup.py': 'import time; time.sleep(600)\n' };
    const cancel = new AbortController();
    let atWork = 0;
    const line = (_: string, text: string) => {
      if (/@@stage \d+ packages/.test(text)) {
        atWork = buildkit.steps.length;
        cancel.abort(new Error('cancelled'));
      }
    };
    const work = { ...bench.context(cancel.signal), log: { ...bench.log, line } };

    const input = await bench.wrapped(slow, { ...request(), baseImage });
    await expect(bench.images.build(input, work)).rejects.toThrow('cancelled');

    expect(atWork).toBeGreaterThan(0);
    for (let waited = 0; buildkit.steps.length > 0 && waited < 120_000; waited += 100) {
      await sleep(100);
    }
    expect(buildkit.steps).toEqual([]);
    expect(readdirSync(bench.context().workdir)).toEqual([]);
  });
});

test('without a BuildKit the ways that are open are said', async () => {
  const none = benchIn({ BUILDKIT_HOST: `unix://${join(common.folder, 'no-buildkit.sock')}` });
  const problems = await none.images.check(await none.wrapped(files, request()), none.context());
  expect(problems).toMatchObject([{ code: 'tool-missing', suggestion: expect.stringContaining('--as-dockerfile') }]);
  expect(await problemOf(none.images.build(await none.wrapped(files, request()), none.context()))).toMatchObject({
    code: 'tool-missing'
  });
});

test('an image by BuildKit needs a registry to go to', async () => {
  const none = benchIn({});
  const input = await none.wrapped(files, { builder: 'buildkit' });
  expect(await none.images.check(input, none.context())).toContainEqual(
    expect.objectContaining({ code: 'bad-request', suggestion: expect.stringContaining('--push') })
  );
});
