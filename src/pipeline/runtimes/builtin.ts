import { join } from 'node:path';
import type { WrappedComponent } from '../../contract/component';
import { COMPONENT_WORK } from '../../contract/component-work';
import type { ProcessBuild } from '../../contract/deployment';
import type { Home } from '../../tools/home';
import { parseLine } from '../requirements/parse-line';
import { copyPackage, PACKAGE, versionOfPackage } from './builtin-package';
import { classProblems } from './class-name';
import { servingEnvironment } from './process-environment';
import type { Ports, ServingCommand, ServingRuntime } from './runtime';
import { runtimeFolder } from './runtime-folder';
import { seldonAddress } from './seldon-address';

/** What it needs to answer over gRPC; MLflow brings it to every model of its own. */
const GRPC = ['protobuf'];

/** The runtime that comes with this product. `source`: the folder that holds its package. */
export function createBuiltinRuntime(source: string, home: Home): ServingRuntime {
  return {
    title: 'Built-in runtime',
    check: classProblems,
    requirements: ({ requirements }, { grpc }) => (grpc ? withPackages(requirements, GRPC) : requirements),
    prepare: () => prepare(source, join(home.cache, 'runtimes')),
    command,
    address: seldonAddress
  };
}

function withPackages(requirements: string[], packages: string[]): string[] {
  const named = new Set(requirements.map(parseLine).map(line => ('name' in line ? line.name : undefined)));
  return [...requirements, ...packages.filter(name => !named.has(name))];
}

async function prepare(source: string, runtimes: string): Promise<{ folder: string; version: string }> {
  const version = await versionOfPackage(source);
  const folder = join(runtimes, version);
  await runtimeFolder(folder, draft => copyPackage(source, draft));
  return { folder, version };
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
      PACKAGE,
      component.className,
      '--http-port',
      String(http),
      '--host',
      '127.0.0.1',
      ...(grpc === undefined ? [] : ['--grpc-port', String(grpc)]),
      ...(type === 'MODEL' && warmUp !== undefined ? ['--warm-up', warmUp] : []),
      '--exit-with-stdin'
    ],
    cwd: folder,
    env: await servingEnvironment(component, build),
    // By itself it asks for a prediction, which only a model can make.
    ...(type !== 'MODEL' && warmUp !== undefined ? { warmUp: { path, file: join(folder, warmUp) } } : {})
  };
}
