import type { RequirementChange, RuntimeName, WrappedComponent } from '../../contract/component';
import type { Home } from '../../tools/home';
import { createBuiltinRuntime } from './builtin';
import { createMlserverRuntime, mlserverChanges } from './mlserver';
import type { ServingRuntime } from './runtime';
import { createSeldonCoreRuntime } from './seldon-core';
import { seldonCoreChanges } from './seldon-core-requirements';

export type { Ports, ServingRuntime } from './runtime';
export type Runtimes = Record<RuntimeName, ServingRuntime>;

/** Every runtime by its name. `builtin`: the folder that holds the package deploy_model_runtime. */
export function createRuntimes({ builtin, home }: { builtin: string; home: Home }): Runtimes {
  return {
    builtin: createBuiltinRuntime(builtin, home),
    'seldon-core': createSeldonCoreRuntime(home),
    mlserver: createMlserverRuntime(builtin, home)
  };
}

type Served = Pick<WrappedComponent, 'requirements' | 'runtime' | 'runtimeVersion'>;

/** What a runtime changes in a component's requirements, as a person is told. */
export const RUNTIME_CHANGES: Record<RuntimeName, (component: Served) => RequirementChange[]> = {
  builtin: () => [],
  'seldon-core': seldonCoreChanges,
  mlserver: mlserverChanges
};
