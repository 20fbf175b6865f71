import { s2iProblem } from '../../../src/pipeline/images/s2i-problem';

const TAIL = [
  'WARNING: could not inspect the builder image for labels: pinging container registry localhost',
  '@@stage 3 check',
  '@@error 65 There is no Nothing.py for MODEL_NAME=Nothing in the source.',
  'Build failed'
].join('\n');
const end = (code: number) => ({ assemble: { code, outOfMemory: false }, code: 1, tail: TAIL });

test('what the scripts write for programs is not shown', () => {
  const { detail } = s2iProblem(end(65), 'churn:1').problem;
  expect(detail).toBe('There is no Nothing.py for MODEL_NAME=Nothing in the source.\nBuild failed');
});

test('a source without the module that it names is told as that', () => {
  expect(s2iProblem(end(65), 'churn:1').problem).toMatchObject({
    code: 'model-load-failed',
    reason: 'There is no Nothing.py for MODEL_NAME=Nothing in the source.',
    suggestion: expect.stringContaining('.s2i/environment')
  });
});
