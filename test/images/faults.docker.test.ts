import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDockerTarget } from '../../src/pipeline/targets/docker';
import { createEndpointClient } from '../../src/tools/endpoint-client';
import { Bench, leftovers, predict, problemOf, sh, SUM } from './bench';
import { canStartEngines, OwnEngine } from './own-engine';

jest.setTimeout(300_000);

const bench = new Bench();
const SLEEPS = 'import time\ntime.sleep(600)\n';
const verdict = { passed: true, cases: [], summary: 'All is well.', reused: false, testedAt: new Date().toISOString() };
/** Names of what every engine of a test needs: the base, and what is built on it. */
let ground: string[];

const asBuilder = (runtime: string) => runtime.replace('/runtime:', '/builder:');

beforeAll(async () => {
  const { image } = await bench.images.build(await bench.wrapped({ 'Model.py': SUM }), bench.context());
  const below = (await bench.docker.images.inspect(image.base))!.layers.join();
  const [runtimes, builders] = await Promise.all(
    ['runtime', 'builder'].map(role => bench.docker.images.list({ 'deploy-model.role': role }))
  );
  const names = runtimes!.filter(({ layers }) => below.startsWith(layers.join())).flatMap(each => each.references);
  const whole = names.filter(name => builders!.some(each => each.references.includes(asBuilder(name))));
  ground = [process.env.DEPLOY_MODEL_BASE_IMAGE!, image.base, ...whole, ...whole.map(asBuilder)];
});
afterAll(() => bench.close());

test('two builds of different models at once both have their own image', async () => {
  const texts = [SUM, SUM.replace('sum(row)', 'max(row)')];
  const inputs = await Promise.all(texts.map(text => bench.wrapped({ 'Model.py': `${text}# at once\n` })));
  const built = await Promise.all(inputs.map(input => bench.images.build(input, bench.context())));
  const answers = built.map(({ image }) =>
    sh(
      'docker',
      'run',
      '--rm',
      '--entrypoint',
      'python',
      image.id,
      '-c',
      'import Model; print(Model.Model().predict([[1, 2]]))'
    ).trim()
  );
  expect(answers).toEqual(['[[3]]', '[[2]]']);
});

const ownEngines = canStartEngines ? describe : describe.skip;

/** An engine of its own for the tests of a block, with what they build by it. */
function ownEngine(name: string, mebibytes?: number): { engine: OwnEngine; own: Bench } {
  const made = {} as { engine: OwnEngine; own: Bench };
  beforeAll(async () => {
    const folder = join(bench.folder, name);
    mkdirSync(folder);
    made.engine = await OwnEngine.start(folder, ground, mebibytes);
    made.own = new Bench(made.engine.env);
  });
  afterAll(async () => {
    await made.own.close();
    await made.engine.close();
  });
  return made;
}

ownEngines('an engine of its own (needs dockerd and root)', () => {
  const made = ownEngine('restarted');

  test('that ends in the middle of a build is said; when it is back the build goes through and nothing is left', async () => {
    const { engine, own } = made;
    const input = await own.wrapped({ 'Model.py': SLEEPS });
    const build = problemOf(own.images.build(input, own.context()));
    const assembles = () => engine.docker('ps', '--quiet', '--filter', 'name=s2i_') !== '';
    for (let tries = 0; tries < 1000 && !assembles(); tries++) {
      await sleep(100);
    }
    expect(assembles()).toBe(true);
    await engine.down();
    const problem = await build;
    await engine.up();
    const { image } = await own.images.build(await own.wrapped({ 'Model.py': SUM }), own.context());

    expect(problem.code).toMatch(/^(docker-unreachable|build-failed)$/);
    expect(await own.docker.images.inspect(image.id)).toBeDefined();
    expect(leftovers((...args) => engine.docker(...args), own)).toEqual([]);
  });

  test('brings its deployments back when it was restarted', async () => {
    const { engine, own } = made;
    const target = createDockerTarget({ ...own, docker: own.docker, endpoint: createEndpointClient() });
    const input = await own.wrapped({ 'Model.py': SUM });
    const built = { ...input, build: await target.build(input, own.context()), verdict };
    const { endpoint } = await target.deploy(built, 'sum', own.context());

    await engine.down();
    const during = await target.status('sum');
    await engine.up();
    for (let tries = 0; tries < 500 && (await target.status('sum'))?.state !== 'running'; tries++) {
      await sleep(200);
    }

    expect(during).toMatchObject({ state: 'lost' });
    expect(await target.status('sum')).toMatchObject({ state: 'running', endpoint });
    expect(await predict(endpoint!.predictions, [[1, 2]])).toEqual([[3]]);
    await target.remove('sum');
    expect(engine.docker('ps', '--all', '--quiet')).toBe('');
  });
});

ownEngines('an engine of its own on a small disk (needs dockerd and root)', () => {
  const made = ownEngine('full', 420);

  test('whose disk is full says so, and a smaller model still goes through', async () => {
    const { engine, own } = made;
    const weights = randomBytes(96 * 1024 * 1024).toString('hex');
    const input = await own.wrapped({ 'Model.py': SUM, 'weights.txt': weights });

    const problem = await problemOf(own.images.build(input, own.context()));
    const left = leftovers((...args) => engine.docker(...args), own);
    const { image } = await own.images.build(await own.wrapped({ 'Model.py': SUM }), own.context());

    expect(problem.code).toBe('disk-full');
    expect(left).toEqual([]);
    expect(engine.docker('images', '--quiet', '--filter', 'dangling=true')).toBe('');
    expect(await own.docker.images.inspect(image.id)).toBeDefined();
  });
});
