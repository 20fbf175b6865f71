import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { WrappedComponent } from '../../contract/component';
import { COMPONENT_WORK } from '../../contract/component-work';
import type { ProcessBuild } from '../../contract/deployment';
import type { Home } from '../../tools/home';
import { classProblems } from './class-name';
import { servingEnvironment } from './process-environment';
import type { Ports, ServingCommand, ServingRuntime } from './runtime';
import { runtimeFolder } from './runtime-folder';
import { seldonAddress } from './seldon-address';
import { seldonCoreProblems } from './seldon-core-problems';
import { seldonCoreOverrides, seldonCoreRequirements, seldonCoreVersion } from './seldon-core-requirements';
import { SERVING, SERVING_TEXT, writeServing } from './serving-files';

/** Seldon's own server for a class, `seldon-core-microservice`, of a version that can be chosen. */
export function createSeldonCoreRuntime(home: Home): ServingRuntime {
  return {
    title: 'seldon-core',
    check: component => [...classProblems(component), ...seldonCoreProblems(component)],
    requirements: seldonCoreRequirements,
    overrides: seldonCoreOverrides,
    async prepare(component) {
      const digest = createHash('sha256').update(SERVING_TEXT).digest('hex').slice(0, 12);
      const folder = join(home.cache, 'runtimes', `serving-${digest}`);
      await runtimeFolder(folder, writeServing);
      return { folder, version: `seldon-core-${seldonCoreVersion(component)}-${digest}` };
    },
    command,
    address: seldonAddress
  };
}

async function command(
  component: WrappedComponent,
  build: ProcessBuild,
  { http, grpc }: Ports
): Promise<ServingCommand> {
  const { type, folder, warmUp } = component;
  const { path } = COMPONENT_WORK[type];
  return {
    program: build.python,
    args: [
      '-m',
      `${SERVING}.seldon_core`,
      component.className,
      // Nothing depends on it, and it does not know the other name.
      ...['--service-type', type === 'OUTPUT_TRANSFORMER' ? 'TRANSFORMER' : type],
      ...['--http-port', String(http)],
      ...['--grpc-port', String(grpc ?? 0), '--grpc-workers', grpc === undefined ? '0' : '1'],
      // It always opens one; a fixed one would be taken by the next deployment.
      ...['--metrics-port', '0']
    ],
    cwd: folder,
    env: await servingEnvironment(component, build),
    // Another process answers there, which loads the model for itself.
    ...(grpc === undefined ? {} : { opens: [grpc] }),
    ...(warmUp !== undefined ? { warmUp: { path, file: join(folder, warmUp) } } : {})
  };
}
