import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import type { Problem } from '../../../src/contract/problem';
import { DeploymentStore } from '../../../src/pipeline/deployment-store';
import { freePort } from '../../fixtures/free-port';
import { marked } from '../../tools/processes/workbench';
import { MODEL, predict, TargetBench } from './workbench';

const BROKEN = 'class Model:\n    def load(self):\n        raise ValueError("no weights")\n';
const DOUBLE = 'class Model:\n    def predict(self, X, names, meta):\n        return [[2 * sum(row)] for row in X]\n';

// Several real programs start in each, one after the other.
jest.setTimeout(120_000);

let bench: TargetBench;
beforeEach(async () => {
  bench = await TargetBench.open();
});
afterEach(async () => {
  await bench.close();
  // Everything of a bench runs below its folder.
  expect(marked(bench.bench.folder)).toEqual([]);
});

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  return work.then(
    () => {
      throw new Error('It did not fail.');
    },
    (error: { problem: Problem }) => error.problem
  );
}

test('a deployed model answers and is listed', async () => {
  const deployment = await bench.target.deploy(await bench.tested(MODEL), 'sum', bench.context());

  expect(deployment).toMatchObject({ name: 'sum', state: 'running', revision: 1, run: 'run-1' });
  expect(await predict(deployment.endpoint!.predictions, [[1, 2]])).toEqual([[3]]);
  expect(await bench.target.list()).toMatchObject([{ name: 'sum', state: 'running' }]);
});

test('a deployment does not need the folder it was made from', async () => {
  const tested = await bench.tested(MODEL);
  await bench.target.deploy(tested, 'sum', bench.context());
  rmSync(tested.component.folder, { recursive: true });

  await bench.target.stop('sum');
  const again = await bench.target.start('sum', bench.context());

  expect(await predict(again.endpoint!.predictions, [[1, 2]])).toEqual([[3]]);
});

test('editing the folder of the user does not change what is deployed', async () => {
  const tested = await bench.tested(MODEL);
  await bench.target.deploy(tested, 'sum', bench.context());
  writeFileSync(join(tested.component.folder, 'Model.py'), DOUBLE);

  await bench.target.stop('sum');
  const again = await bench.target.start('sum', bench.context());

  expect(await predict(again.endpoint!.predictions, [[1, 2]])).toEqual([[3]]);
});

test('a new revision replaces the old one', async () => {
  const first = await bench.target.deploy(await bench.tested(MODEL), 'sum', bench.context());
  const second = await bench.target.deploy(await bench.tested(DOUBLE), 'sum', bench.context());

  expect(second.revision).toBe(2);
  expect(await predict(second.endpoint!.predictions, [[1, 2]])).toEqual([[6]]);
  await expect(fetch(first.endpoint!.url)).rejects.toThrow();
  expect(readdirSync(join(bench.home.deployments, 'sum', 'revisions'))).toEqual(['2']);
});

test('a new revision that fails leaves the old one as it was', async () => {
  const first = await bench.target.deploy(await bench.tested(MODEL), 'sum', bench.context());

  const problem = await problemOf(bench.target.deploy(await bench.tested(BROKEN), 'sum', bench.context()));

  expect(problem).toMatchObject({ code: 'model-load-failed' });
  expect(problem.reason).toContain('no weights');
  expect(await bench.target.status('sum')).toMatchObject({ revision: 1, state: 'running', pid: first.pid });
});

test('on a fixed port the old revision runs again when the new one fails', async () => {
  const port = await freePort();
  await bench.target.deploy(await bench.tested(MODEL, { port }), 'sum', bench.context());

  await problemOf(bench.target.deploy(await bench.tested(BROKEN, { port }), 'sum', bench.context()));

  expect(await bench.target.status('sum')).toMatchObject({ revision: 1, state: 'running' });
  expect(await predict(`http://127.0.0.1:${port}/api/v1.0/predictions`, [[1, 2]])).toEqual([[3]]);
});

test('a fixed port stays the same over revisions', async () => {
  const port = await freePort();
  await bench.target.deploy(await bench.tested(MODEL, { port }), 'sum', bench.context());

  const second = await bench.target.deploy(await bench.tested(DOUBLE, { port }), 'sum', bench.context());

  expect(second.endpoint!.url).toBe(`http://127.0.0.1:${port}`);
  expect(await predict(second.endpoint!.predictions, [[1, 2]])).toEqual([[6]]);
});

test('a first deployment that fails leaves nothing', async () => {
  await problemOf(bench.target.deploy(await bench.tested(BROKEN), 'sum', bench.context()));

  expect(await bench.target.status('sum')).toBeUndefined();
  expect(existsSync(join(bench.home.deployments, 'sum'))).toBe(false);
});

test('of two deploys of one name at once the second is refused', async () => {
  const first = bench.target.deploy(await bench.tested(MODEL), 'sum', bench.context());
  const second = await problemOf(bench.target.deploy(await bench.tested(MODEL), 'sum', bench.context()));

  expect(second.code).toBe('deployment-busy');
  expect(await first).toMatchObject({ state: 'running', revision: 1 });
});

test('a cancelled deploy leaves nothing', async () => {
  const hangs = 'import time\nclass Model:\n    def load(self):\n        time.sleep(600)\n';
  const cancel = new AbortController();
  const deploying = bench.target.deploy(await bench.tested(hangs), 'sum', bench.context(cancel.signal));
  const refused = expect(deploying).rejects.toThrow('cancelled');
  await bench.bench.waitFor(() => marked(bench.bench.folder).length > 0);
  cancel.abort(new Error('cancelled'));
  await refused;

  expect(existsSync(join(bench.home.deployments, 'sum'))).toBe(false);
});

test('a port that is taken is found before any work', async () => {
  const other = createServer();
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;

  const problems = await bench.target.check(await bench.tested(MODEL, { port }), bench.context());
  await new Promise(resolve => other.close(resolve));

  expect(problems.map(({ code }) => code)).toEqual(['port-taken']);
});

test('a name that another target has is found before any work', async () => {
  const tested = await bench.tested(MODEL, { name: 'sum' });
  await bench.target.deploy(tested, 'sum', bench.context());
  const store = new DeploymentStore(bench.context().home.deployments);
  const record = (await store.read('sum'))!;
  await store.write({ ...record, target: 'docker' });

  const problem = await problemOf(bench.target.check(tested, bench.context()));
  const unnamed = { ...tested, request: { ...tested.request, name: undefined } };
  const problems = await bench.target.check(unnamed, bench.context());
  await store.write(record);

  expect(problem.code).toBe('name-taken');
  expect(problems).toEqual([]);
});

test('a Python version that is not here is found before any work', async () => {
  const tested = await bench.tested(MODEL);
  const component = { ...tested.component, python: '3.4' };

  const problems = await bench.target.check({ ...tested, component }, bench.context());

  expect(problems.map(({ code }) => code)).toEqual(['python-missing']);
});

test('a throw-away instance answers and leaves nothing when removed', async () => {
  const instance = await bench.target.startThrowAway(await bench.tested(MODEL), bench.context());
  const answer = await predict(instance.endpoint.predictions, [[1, 2]]);
  await instance.remove();

  expect(answer).toEqual([[3]]);
  expect(await bench.target.list()).toEqual([]);
  expect(existsSync(join(bench.context().workdir, 'throw-away'))).toBe(false);
});

test('a deployment whose supervisor was killed is lost and can be started', async () => {
  await bench.target.deploy(await bench.tested(MODEL), 'sum', bench.context());
  const folder = join(bench.home.deployments, 'sum', 'revisions', '1', 'process');
  process.kill(bench.bench.supervisorOf(folder), 'SIGKILL');
  await bench.bench.until(folder, ({ state }) => state === 'lost');

  expect(await bench.target.status('sum')).toMatchObject({ state: 'lost' });
  expect(await bench.target.start('sum', bench.context())).toMatchObject({ state: 'running' });
});

test('a removed deployment is forgotten to the last process', async () => {
  await bench.target.deploy(await bench.tested(MODEL), 'sum', bench.context());

  await bench.target.remove('sum');

  expect(await bench.target.list()).toEqual([]);
  expect((await problemOf(bench.target.remove('sum'))).code).toBe('no-such-deployment');
});

test('the model gets the variables of .s2i/environment and no token of the user', async () => {
  process.env.MLFLOW_TRACKING_TOKEN = 'hunter22';
  const tells =
    'import os\nclass Model:\n    def predict(self, X, names, meta):\n        return [os.environ.get("GREETING"), os.environ.get("MLFLOW_TRACKING_TOKEN"), os.environ.get("PYTHONDONTWRITEBYTECODE")]\n';
  const deployment = await bench.target.deploy(await bench.tested(tells), 'tells', bench.context());
  delete process.env.MLFLOW_TRACKING_TOKEN;

  expect(await predict(deployment.endpoint!.predictions, [])).toEqual(['hello', null, null]);
});

test('the log of a deployment can be read', async () => {
  const code =
    'class Model:\n    def load(self):\n        print("warming up")\n    def predict(self, X, names, meta):\n        return X\n';
  await bench.target.deploy(await bench.tested(code), 'talks', bench.context());

  const lines = await Array.fromAsync(
    bench.target.logs('talks', { follow: false, lines: 5, signal: new AbortController().signal })
  );

  expect(lines.some(line => line.endsWith(' warming up'))).toBe(true);
});
