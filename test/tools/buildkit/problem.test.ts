import { buildKitProblem } from '../../../src/tools/buildkit/problem';

const problem = (...lines: string[]) => buildKitProblem('registry:5000/team/sum:1', lines.join('\n')).problem;
const FAILED = 'error: failed to solve: process "/bin/sh -c …" did not complete successfully: exit code: 1';

test('packages that do not install are told as uv tells them, not as a process that ended', () => {
  const said = problem(
    '#15 [builder 2/3] COPY requirements.txt /tmp/in/',
    '#15 DONE 0.0s',
    '#16 0.687 error: No solution found when resolving dependencies',
    '#16 0.689   cause: Because there is no version of six==99.99 and you require six==99.99, we can conclude that …',
    '#16 ERROR: process "/bin/sh -c …" did not complete successfully: exit code: 1',
    FAILED
  );
  expect(said).toMatchObject({ code: 'requirement-missing', message: expect.stringContaining('six') });
});

test('a class that cannot be imported is told by the builder itself', () => {
  const said = problem(
    '#16 1.204 ModuleNotFoundError: No module named "yaml"',
    '#16 1.311 @@error 67 MODEL_NAME=Model cannot be imported.',
    '#16 ERROR: process "/bin/sh -c /usr/libexec/s2i/assemble" did not complete successfully: exit code: 67',
    FAILED
  );
  expect(said).toMatchObject({ code: 'model-load-failed', reason: 'MODEL_NAME=Model cannot be imported.' });
});

test('what a step says of itself comes before that it ended', () => {
  const said = problem(
    '#9 0.100 error: cannot open the device',
    '#9 ERROR: process "/bin/sh -c …" did not complete successfully: exit code: 2',
    FAILED
  );
  expect(said).toMatchObject({ code: 'build-failed', reason: 'error: cannot open the device' });
});

test('a registry that refuses is not taken for a package index', () => {
  const said = problem(
    '#17 pushing layers 0.1s done',
    '#17 ERROR: failed to push localhost:5000/team/sum:1: unexpected status from POST request: 401 Unauthorized',
    'error: failed to solve: failed to push localhost:5000/team/sum:1: unexpected status from POST request: 401 Unauthorized'
  );
  expect(said.code).toBe('registry-unauthorised');
});
