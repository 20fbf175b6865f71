import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Image } from '../../../src/contract/image';
import { ENVIRONMENT, Bench, problemOf, sh, SUM } from '../../images/bench';
import { Registry } from '../../images/registry';

jest.setTimeout(300_000);

const bench = new Bench();
const { images, docker } = bench;
const DOUBLE = SUM.replace('sum(row)', '2 * sum(row)');
const SIX = { 'Model.py': SUM, 'requirements.txt': 'six==1.17.0\n' };
afterAll(() => bench.close());

/** Asks the model of an image without a server, as whoever and under whatever restrictions. */
function answer({ reference }: Pick<Image, 'reference'>, ...options: string[]): string {
  const script = 'import Model; print(Model.Model().predict([[1, 2]]))';
  return sh('docker', 'run', '--rm', ...options, '--entrypoint', 'python', reference, '-c', script).trim();
}

test('models with equal packages share the layer, and an equal model is not built again', async () => {
  const input = await bench.wrapped(SIX);
  const first = await images.build(input, bench.context());
  const again = await images.build(input, bench.context());
  const other = await images.build(await bench.wrapped({ ...SIX, 'Model.py': DOUBLE }), bench.context());

  expect(first.reused).toBe(false);
  expect(again).toMatchObject({ reused: true, image: { id: first.image.id } });
  expect(other).toMatchObject({ reused: false, image: { dependencies: first.image.dependencies } });
  expect(other.image.ownSize).toBeLessThan(100_000);
  expect(answer(other.image)).toBe('[[6]]');
});

test('an image runs as any user of group 0, without a network, and writes nothing', async () => {
  const { image } = await images.build(await bench.wrapped(SIX), bench.context());
  const restricted = ['--user', '123456:0', '--network', 'none', '--read-only', '--cap-drop', 'ALL'];
  expect(answer(image, ...restricted)).toBe('[[3]]');
  expect(sh('docker', 'inspect', '--format', '{{.Config.User}}', image.id).trim()).toBe('8888');
});

test('an image says what it holds, and accounts for its packages', async () => {
  const { image } = await images.build(await bench.wrapped(SIX), bench.context());
  const labels = (await docker.images.inspect(image.id))!.labels;
  expect(labels).toMatchObject({ 'deploy-model.role': 'model', 'deploy-model.model': 'test:/sum' });
  const sbom = sh('docker', 'run', '--rm', '--entrypoint', 'cat', image.id, '/licenses/sbom.cdx.json');
  expect(JSON.parse(sbom)).toMatchObject({
    bomFormat: 'CycloneDX',
    components: expect.arrayContaining([expect.objectContaining({ name: 'six', version: '1.17.0' })])
  });
});

test('the tests of large packages are in no image, and the rest of them is', async () => {
  const { image } = await images.build(
    await bench.wrapped({ 'Model.py': SUM, 'requirements.txt': 'numpy\n' }),
    bench.context()
  );
  const script =
    'import numpy.testing as t, pathlib as p; t.assert_equal(1, 1); print(*p.Path(t.__file__).parents[1].rglob("tests"))';
  expect(sh('docker', 'run', '--rm', '--entrypoint', 'python', image.id, '-c', script).trim()).toBe('');
});

test('of two builds of one model at once one builds and both have the image', async () => {
  const input = await bench.wrapped({ 'Model.py': `${SUM}# two at once\n` });
  const [one, two] = await Promise.all([images.build(input, bench.context()), images.build(input, bench.context())]);
  expect(one.image.id).toBe(two.image.id);
  expect([one.reused, two.reused].sort()).toEqual([false, true]);
});

test('a Dockerfile makes the same image as s2i', async () => {
  const { image } = await images.build(await bench.wrapped(SIX, { builder: 'docker' }), bench.context());
  expect(image.builder).toBe('docker');
  expect(answer(image)).toBe('[[3]]');
  expect((await docker.images.inspect(image.id))!.labels).toMatchObject({ 'deploy-model.model': 'test:/sum' });
});

test('a project is installed by its setup.py, as Seldon does it', async () => {
  const setup = 'from setuptools import setup\nsetup(name="own", version="1", py_modules=["own"])\n';
  const files = { 'Model.py': `import own\n${SUM}`, 'own.py': 'ONE = 1\n', 'setup.py': setup };
  const { image } = await images.build(await bench.wrapped(files), bench.context());
  expect(
    sh('docker', 'run', '--rm', '-w', '/tmp', '--entrypoint', 'python', image.id, '-c', 'import own; print(own.ONE)')
  ).toBe('1\n');
  // What the builder holds is not its own.
  expect(image.ownSize).toBeLessThan(10_000_000);
});

test('the packages of an environment.yml are installed when there is no other list', async () => {
  const yaml = 'dependencies:\n  - python=3.11\n  - six=1.17.0\n  - pip:\n      - toolz==1.0.0\n';
  const files = { 'Model.py': `import six, toolz\n${SUM}`, 'environment.yml': yaml };
  expect(answer((await images.build(await bench.wrapped(files), bench.context())).image)).toBe('[[3]]');
});

test('a requirement that no index has is said by its name', async () => {
  const files = { 'Model.py': SUM, 'requirements.txt': 'no-package-of-that-name==9.9\n' };
  const problem = await problemOf(images.build(await bench.wrapped({ ...files }), bench.context()));
  expect(problem.code).toBe('requirement-missing');
  expect(JSON.stringify(problem)).toContain('no-package-of-that-name');
});

test('a class that cannot be imported says the traceback', async () => {
  const input = await bench.wrapped({ 'Model.py': 'import nothing_of_that_name\n' });
  const problem = await problemOf(images.build(input, bench.context()));
  expect(problem).toMatchObject({ code: 'model-load-failed', reason: 'MODEL_NAME=Model cannot be imported.' });
  expect(problem.detail).toContain("No module named 'nothing_of_that_name'");
});

test('an image of a model has the bytecode of its packages, and neither that of tests nor what installed them', async () => {
  const requirements = 'joblib==1.6.0\n';
  const { image } = await images.build(
    await bench.wrapped({ 'Model.py': `import joblib\n${SUM}`, 'requirements.txt': requirements }),
    bench.context()
  );
  const script =
    'cd /opt/venv/lib/python3*/site-packages/joblib; ls __pycache__ test/__pycache__ /opt/uv 2>/dev/null; ls test/*.py';
  const found = sh('docker', 'run', '--rm', '--entrypoint', 'sh', image.id, '-c', script);

  expect(found).toMatch(/^parallel\.cpython-311\.pyc$/m);
  expect(found).toMatch(/^test\/test_parallel\.py$/m);
  expect(found).not.toMatch(/test_parallel\.cpython/);
  expect(found).not.toMatch(/^uv$/m);
  expect(sh('docker', 'run', '--rm', '--entrypoint', 'sh', image.id, '-c', 'command -v uv || echo none')).toBe(
    'none\n'
  );
});

test('an index login of the user is in no image', async () => {
  const own = new Bench({ ...process.env, UV_INDEX_PRIVATE_PASSWORD: 'hidden-login' });
  expect(own.settings.secrets).toContain('UV_INDEX_PRIVATE_PASSWORD=hidden-login');

  const { image } = await own.images.build(await own.wrapped(SIX), own.context());
  const parts = [image.reference, image.base].map(
    name => sh('docker', 'inspect', name) + sh('docker', 'history', '--no-trunc', name)
  );
  await own.close();

  expect(parts.join()).not.toContain('hidden-login');
});

test('what is written for other builders of Dockerfiles builds there and answers', async () => {
  const folder = join(mkdtempSync(join(bench.folder, 'out-')), 'context');
  const files = await images.writeContext(await bench.wrapped(SIX), folder);
  expect(files).toEqual(expect.arrayContaining(['Dockerfile', 'code/Model.py', 'requirements.txt', 's2i/run']));
  expect(readFileSync(join(folder, 'requirements.txt'), 'utf8')).toContain('six==1.17.0');

  const reference = 'localhost/deploy-model-test/context:1';
  const certificates = bench.settings.certificates;
  if (certificates) {
    sh('cp', certificates, join(folder, 'certs', 'site.crt'));
  }
  sh('docker', 'build', '--quiet', '--tag', reference, folder);

  expect(answer({ reference })).toBe('[[3]]');
});

test('a pushed image is known by its digest, and a change of code sends its own layer only', async () => {
  const registry = await Registry.start(join(bench.folder, 'registry'));
  try {
    const image = `${registry.host}/team/sum:1`;
    const first = (await images.build(await bench.wrapped(SIX, { image }), bench.context())).image;
    const pushed = await images.push(first, bench.context());
    const second = (await images.build(await bench.wrapped({ ...SIX, 'Model.py': DOUBLE }, { image }), bench.context()))
      .image;
    const sent: number[] = [];
    await images.push(second, {
      ...bench.context(),
      log: { ...bench.log, progress: (_, __, total) => void sent.push(total) }
    });

    expect(pushed.digest).toMatch(new RegExp(`^${registry.host}/team/sum@sha256:`));
    expect(Math.max(...sent)).toBeLessThan(100_000);
  } finally {
    await registry.down();
  }
});

test('cancelling a build leaves no container and no folder', async () => {
  const cancel = new AbortController();
  const input = await bench.wrapped({ 'Model.py': 'import time\ntime.sleep(600)\n' });
  const build = images.build(input, bench.context(cancel.signal));
  build.catch(() => undefined);
  // Its container runs by then: one that was only asked for may still be made when s2i is gone.
  const running = () => sh('docker', 'ps', '--quiet', '--filter', 'name=s2i_', '--filter', 'status=running').trim();
  for (let tries = 0; tries < 800 && running() === ''; tries++) {
    await sleep(100);
  }
  cancel.abort(new Error('cancelled'));

  await expect(build).rejects.toThrow('cancelled');

  expect(sh('docker', 'ps', '--all', '--quiet', '--filter', 'name=s2i_').trim()).toBe('');
  expect(existsSync(join(bench.context().workdir, 'image-'))).toBe(false);
  expect(sh('ls', bench.context().workdir).trim()).toBe('');
});

test('images are listed with what they were made from', async () => {
  const { image } = await images.build(await bench.wrapped(SIX, {}, 'listed'), bench.context());
  expect(await images.list()).toEqual(
    expect.arrayContaining([expect.objectContaining({ reference: image.reference, model: 'test:/listed', usedBy: [] })])
  );
});

test('the variables of a folder written for Seldon are kept as they are', async () => {
  const environment = `${ENVIRONMENT}CUSTOM=a value = with spaces\n`;
  const { image } = await images.build(
    await bench.wrapped({ ...SIX, '.s2i/environment': environment }),
    bench.context()
  );
  expect((await docker.images.inspect(image.id))!.env).toEqual(
    expect.arrayContaining(['MODEL_NAME=Model', 'PERSISTENCE=0', 'CUSTOM=a value = with spaces'])
  );
});

test('what serves nothing any more is pruned, and what a person named or a container uses stays', async () => {
  const own = new Bench({ ...process.env, DEPLOY_MODEL_REPOSITORY: 'localhost/deploy-model-test/prune' });
  const build = async (text: string, request = {}) => {
    const files = { ...SIX, 'Model.py': `${SUM}# ${text}\n` };
    return (await own.images.build(await own.wrapped(files, request), own.context())).image;
  };
  const unused = await build('unused');
  const used = await build('used');
  const named = await build('named', { image: 'localhost/deploy-model-test/kept:1' });
  const team = await build('team', { image: 'localhost/deploy-model-test/prune/team:1' });
  // Two have lost their names to others: one of these, and one of another repository, which is not ours to take.
  const nameless = await build('nameless');
  sh('docker', 'tag', unused.id, nameless.reference);
  const theirs = (await images.build(await bench.wrapped({ 'Model.py': `${SUM}# theirs\n` }), bench.context())).image;
  sh('docker', 'tag', theirs.base, theirs.reference);
  const container = sh('docker', 'create', used.id).trim();
  const here = async () =>
    Promise.all(
      [unused, nameless, used, named, team, theirs].map(async each => !!(await docker.images.inspect(each.id)))
    );

  const said = await own.images.prune({ dryRun: true });
  const before = await here();
  const gone = await own.images.prune({ dryRun: false });
  const after = await here();
  sh('docker', 'rm', container);
  sh('docker', 'rmi', named.reference, team.reference, theirs.id, theirs.reference);
  const rest = await own.images.prune({ dryRun: false });
  const filter = 'reference=localhost/deploy-model-test/prune/*';
  const names = sh('docker', 'images', '--format', '{{.Repository}}:{{.Tag}}', '--filter', filter).split('\n');
  names.filter(Boolean).forEach(name => sh('docker', 'rmi', name));
  await own.close();

  expect(before).toEqual([true, true, true, true, true, true]);
  expect(said).toEqual(gone);
  // The builder, too: models stand on the image without uv.
  const models = gone.filter(({ reference }) => !reference.includes('/builder:'));
  expect(models.map(({ id }) => id).sort()).toEqual([unused.id, nameless.id].sort());
  expect(models[0]!.size).toBeLessThan(100_000);
  expect(after).toEqual([false, false, true, true, true, true]);
  // With the models go their packages; on what these stand those of other tests may stand, too.
  const kinds = rest.map(({ reference }) => /prune\/([^:]*)/.exec(reference)![1]!);
  expect(kinds.filter(kind => kind !== 'runtime')).toEqual(['sum', 'sum', 'sum', 'dependencies']);
});
