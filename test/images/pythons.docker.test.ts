import { execFileSync } from 'node:child_process';
import { createDockerTarget } from '../../src/pipeline/targets/docker';
import { createEndpointClient } from '../../src/tools/endpoint-client';
import { Bench, predict } from './bench';

jest.setTimeout(600_000);

const bench = new Bench();
const target = createDockerTarget({ ...bench, docker: bench.docker, endpoint: createEndpointClient() });
const verdict = { passed: true, cases: [], summary: 'All is well.', reused: false, testedAt: new Date().toISOString() };
afterAll(() => bench.close());

/** Answers with the Python that it runs on, and with a sum by NumPy. */
const MODEL = `import sys
import numpy

class Model:
    def predict(self, X, names=None, meta=None):
        return [[*sys.version_info[:2], numpy.asarray(X).sum()]]
`;

test.each([
  ['3.9', 'bullseye'],
  ['3.14', 'forky']
])('an image on a base with Python %s answers from it', async (python, suite) => {
  const baseImage = execFileSync('test/images/base-image', [suite], { encoding: 'utf8' }).trim();
  const files = { 'Model.py': MODEL, 'requirements.txt': 'numpy\n' };
  const wrapped = await bench.wrapped(files, { baseImage });
  const input = { ...wrapped, component: { ...wrapped.component, python } };
  const context = bench.context(AbortSignal.timeout(550_000));
  const name = `on-${suite}`;

  const { endpoint } = await target.deploy(
    { ...input, build: await target.build(input, context), verdict },
    name,
    context
  );

  expect(await predict(endpoint!.predictions, [[1, 2]])).toEqual([[...python.split('.').map(Number), 3]]);
  await target.remove(name);
});

test('a model that was logged with another Python is told of', async () => {
  const baseImage = execFileSync('test/images/base-image', ['bullseye'], { encoding: 'utf8' }).trim();
  const wrapped = await bench.wrapped({ 'Model.py': MODEL, 'requirements.txt': 'numpy\n' }, { baseImage });
  const { model, component } = wrapped;

  await target.build({ ...wrapped, model: { ...model, kind: 'mlflow' }, component }, bench.context());

  const told = 'has Python 3.9, the model was logged with 3.11: what was pickled there may not load.';
  expect(bench.lines).toContainEqual(expect.stringContaining(told));
});
