import { join } from 'node:path';
import { tmpdir } from 'node:os';
import type { WrappedComponent } from '../../../src/contract/component';
import { createRuntimes } from '../../../src/pipeline/runtimes';
import { homeOf } from '../../../src/tools/home';
import { componentOf } from '../../fakes/component';

const runtime = createRuntimes({
  builtin: 'runtime',
  home: homeOf({ DEPLOY_MODEL_HOME: join(tmpdir(), 'unused') })
})['seldon-core'];

function component(changes: Partial<WrappedComponent> = {}): WrappedComponent {
  return componentOf({ runtime: 'seldon-core', requirements: ['numpy==2.4.0', 'scikit-learn'], ...changes });
}

function errors(changes: Partial<WrappedComponent>): string[] {
  const problems = runtime.check(component(changes), { grpc: false });
  return problems.filter(({ severity }) => severity === 'error').map(({ code }) => code);
}

test('the last version under the Apache licence is taken unless another one is named', () => {
  expect(runtime.requirements(component(), { grpc: true })).toContain('seldon-core==1.17.1');
  expect(runtime.requirements(component({ runtimeVersion: '1.19.0' }), { grpc: true })).toContain(
    'seldon-core==1.19.0'
  );
});

test("the model's own versions win over what seldon-core asks for", () => {
  const requirements = ['numpy==2.4.0', 'Flask>=3 ; python_version > "3.9"', 'flask-cors'];

  expect(runtime.overrides!(component({ requirements }))).toEqual([
    'numpy==2.4.0',
    'pyyaml',
    'click',
    'cryptography',
    'flask>=3 ; python_version > "3.9"'
  ]);
});

test('a version under another licence is a warning, the last one that is free is none', () => {
  const sentences = (runtimeVersion?: string) =>
    runtime.check(component({ runtimeVersion, python: '3.12' }), { grpc: false }).map(({ reason }) => reason);

  expect(sentences('1.18.2').filter(reason => /Business Source License/.test(reason))).toHaveLength(1);
  expect(sentences().filter(reason => /Business Source License/.test(reason))).toEqual([]);
});

test.each([
  ['1.17.1', '3.13', ['runtime-unsuitable']],
  ['1.17.1', '3.12', []],
  ['1.19.0', '3.11', ['runtime-unsuitable']],
  ['1.19.0', '3.13', []]
])('seldon-core %s on Python %s: %j', (runtimeVersion, python, codes) => {
  expect(errors({ runtimeVersion, python })).toEqual(codes);
});

test('that it runs with newer packages is said', () => {
  const [warning] = runtime.check(component(), { grpc: false });

  expect(warning).toMatchObject({ code: 'runtime-unsuitable', severity: 'warning' });
  expect(warning!.message).toContain('numpy');
});
