import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { RequirementChange, WrappedComponent } from '../../contract/component';
import type { ProcessBuild } from '../../contract/deployment';
import { Problem } from '../../contract/problem';
import type { Home } from '../../tools/home';
import { isBefore } from '../requirements/version';
import { copyPackage, versionOfPackage } from './builtin-package';
import { classProblems } from './class-name';
import { servingEnvironment } from './process-environment';
import type { Ports, ServingCommand, ServingRuntime } from './runtime';
import { runtimeFolder } from './runtime-folder';
import { seldonAddress } from './seldon-address';
import { SERVING, SERVING_TEXT, writeServing } from './serving-files';

const MLSERVER = '1.7.1';

/** MLServer around the class. `source`: the folder with the built-in runtime's package, whose code calls the class. */
export function createMlserverRuntime(source: string, home: Home): ServingRuntime {
  return {
    title: 'MLServer',
    check: (component, { grpc }) => [...classProblems(component), ...problems(component, grpc)],
    requirements: component => [...component.requirements, `mlserver==${versionOf(component)}`],
    async prepare(component) {
      const builtin = await versionOfPackage(source);
      const digest = createHash('sha256').update(`${builtin}\0${SERVING_TEXT}`).digest('hex').slice(0, 12);
      const folder = join(home.cache, 'runtimes', `serving-${digest}`);
      await runtimeFolder(folder, async draft => {
        await copyPackage(source, draft);
        await writeServing(draft);
      });
      return { folder, version: `mlserver-${versionOf(component)}-${digest}` };
    },
    command,
    address: seldonAddress
  };
}

/** What it adds to a component's requirements. */
export function mlserverChanges(component: Pick<WrappedComponent, 'runtimeVersion'>): RequirementChange[] {
  return [{ to: `mlserver==${versionOf(component)}`, reason: 'It serves the class.' }];
}

function versionOf({ runtimeVersion }: Pick<WrappedComponent, 'runtimeVersion'>): string {
  return runtimeVersion ?? MLSERVER;
}

function problems({ python, type }: WrappedComponent, grpc: boolean): Problem[] {
  const found: [boolean, string, string][] = [
    [type !== 'MODEL', `MLServer cannot serve a ${type}.`, 'It knows models only.'],
    [grpc, "MLServer does not answer in Seldon's protocol over gRPC.", 'It speaks the Open Inference Protocol there.'],
    [
      isBefore(python, '3.9') || !isBefore(python, '3.13'),
      `MLServer does not run on Python ${python}, which the model was logged with.`,
      'It runs on Python 3.9 to 3.12.'
    ]
  ];
  return found
    .filter(([isSo]) => isSo)
    .map(([, message, reason]) =>
      Problem.parse({
        code: 'runtime-unsuitable',
        message,
        reason,
        suggestion: 'Serve it with the built-in runtime, which runs the same class.'
      })
    );
}

async function command(component: WrappedComponent, build: ProcessBuild, { http }: Ports): Promise<ServingCommand> {
  const { folder, className, warmUp } = component;
  return {
    program: build.python,
    args: ['-m', `${SERVING}.mlserver`],
    cwd: folder,
    env: {
      ...(await servingEnvironment(component, build)),
      DEPLOY_MODEL_COMPONENT: className,
      ...(warmUp === undefined ? {} : { DEPLOY_MODEL_WARM_UP: join(folder, warmUp) }),
      MLSERVER_HOST: '127.0.0.1',
      MLSERVER_HTTP_PORT: String(http),
      // It always opens one; with 0 it is any that is free.
      MLSERVER_GRPC_PORT: '0',
      MLSERVER_METRICS_ENDPOINT: '',
      MLSERVER_PARALLEL_WORKERS: '0',
      MLSERVER_DEBUG: 'false',
      MLSERVER_MODEL_NAME: 'model',
      MLSERVER_MODEL_IMPLEMENTATION: `${SERVING}.component.Component`
    }
  };
}
