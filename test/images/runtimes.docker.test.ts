import type { RuntimeName } from '../../src/contract/component';
import { createDockerTarget } from '../../src/pipeline/targets/docker';
import { createEndpointClient } from '../../src/tools/endpoint-client';
import { Bench, predict, SUM } from './bench';

jest.setTimeout(600_000);

const bench = new Bench();
const target = createDockerTarget({ ...bench, docker: bench.docker, endpoint: createEndpointClient() });
const verdict = { passed: true, cases: [], summary: 'All is well.', reused: false, testedAt: new Date().toISOString() };
afterAll(() => bench.close());

async function deployed(runtime: RuntimeName, name: string, code = SUM) {
  const wrapped = await bench.wrapped({ 'Model.py': code, 'requirements.txt': '' }, { startTimeout: 120 });
  const input = { ...wrapped, component: { ...wrapped.component, runtime } };
  const context = bench.context(AbortSignal.timeout(550_000));
  const problems = await target.check(input, context);
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return target.deploy({ ...input, build: await target.build(input, context), verdict }, name, context);
}

test('an image with MLServer answers in both of its protocols', async () => {
  const { endpoint } = await deployed('mlserver', 'by-mlserver');
  const rows = { inputs: [{ name: 'x', datatype: 'FP64', shape: [1, 2], data: [1, 2] }] };
  const headers = { 'content-type': 'application/json' };
  const path = `${endpoint!.url}/v2/models/model/infer`;
  const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(rows) });

  expect(await predict(endpoint!.predictions, [[1, 2]])).toEqual([[3]]);
  expect(await answer.json()).toMatchObject({ outputs: [{ datatype: 'FP64', data: [3] }] });
  await target.remove('by-mlserver');
});

test('an image with MLServer whose class does not load says why', async () => {
  const broken = 'class Model:\n    def load(self):\n        raise ValueError("no weights")\n';
  const problem = await deployed('mlserver', 'broken', broken).catch(error => (error as { problem: unknown }).problem);
  expect(problem).toMatchObject({ code: 'model-load-failed', reason: expect.stringContaining('no weights') });
});

test('an image with Seldon’s own server answers', async () => {
  // It cannot write numbers of NumPy inside of lists.
  const code = SUM.replace('sum(row)', 'float(sum(row))');
  const { endpoint } = await deployed('seldon-core', 'by-seldon-core', code);
  expect(await predict(endpoint!.predictions, [[1, 2]])).toEqual([[3]]);
  await target.remove('by-seldon-core');
});
