import { join } from 'node:path';
import { tmpdir } from 'node:os';
import type { WrappedComponent } from '../../../src/contract/component';
import { createRuntimes } from '../../../src/pipeline/runtimes';
import { homeOf } from '../../../src/tools/home';
import { componentOf } from '../../fakes/component';

const runtime = createRuntimes({
  builtin: 'runtime',
  home: homeOf({ DEPLOY_MODEL_HOME: join(tmpdir(), 'unused') })
}).mlserver;

function component(changes: Partial<WrappedComponent> = {}): WrappedComponent {
  return componentOf({ runtime: 'mlserver', requirements: ['numpy'], ...changes });
}

test('its version can be chosen', () => {
  expect(runtime.requirements(component({ runtimeVersion: '1.6.1' }), { grpc: false })).toEqual([
    'numpy',
    'mlserver==1.6.1'
  ]);
});

test('a component that it can serve has no problem', () => {
  expect(runtime.check(component(), { grpc: false })).toEqual([]);
});

test.each([
  ['a Python that it does not support', { python: '3.13' }, false],
  ['a component that is no model', { type: 'ROUTER' as const }, false],
  ["Seldon's protocol over gRPC", {}, true]
])('%s is refused', (_what, changes, grpc) => {
  expect(runtime.check(component(changes), { grpc }).map(({ code }) => code)).toEqual(['runtime-unsuitable']);
});
