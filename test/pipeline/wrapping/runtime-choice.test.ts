import { RunRequest } from '../../../src/contract/run';
import { referenceOf, runtimeOf, withRuntime } from '../../../src/pipeline/wrapping/runtime-choice';

const read = (runtime: string) => RunRequest.safeParse({ model: 'm', runtime }).success;

test.each(['builtin', 'seldon-core', 'mlserver', 'seldon-core@1.17.1', 'mlserver@1.6.1'])(
  '%s is a runtime, and is read back as it was named',
  reference => {
    expect(read(reference)).toBe(true);
    expect(referenceOf(runtimeOf(reference))).toBe(reference);
  }
);

test.each(['', 'triton', 'builtin@1.0', 'seldon-core@', 'seldon-core@latest', 'mlserver@1.7.1 evil', 'mlserver@1;x'])(
  '%j is no runtime',
  reference => {
    expect(read(reference)).toBe(false);
  }
);

test('the built-in runtime changes no requirement', () => {
  const kept = { requirements: ['numpy==2.4.0'], requirementChanges: [{ from: 'mlflow', reason: 'why' }] };

  expect(withRuntime('builtin', kept)).toEqual({ runtime: 'builtin', ...kept });
});

test('what seldon-core adds and overrides is listed with the changes of requirements', () => {
  const { requirements, requirementChanges } = withRuntime('seldon-core@1.17.1', {
    requirements: ['numpy==2.4.0'],
    requirementChanges: []
  });

  expect(requirements).toEqual(['numpy==2.4.0']);
  expect(requirementChanges.map(({ to }) => to)).toEqual([
    'seldon-core==1.17.1',
    'setuptools<81',
    'numpy==2.4.0',
    'pyyaml',
    'click',
    'cryptography'
  ]);
});
