import { resolve } from 'node:path';
import { ProcessBuild } from '../../contract/deployment';
import type { Built } from '../../contract/run';
import type { Python } from '../../tools/python';
import { s2iEnvironment } from '../runtimes/process-environment';
import type { Context } from '../stage';
import type { Script, ScriptEnd } from './target';

/** Runs a script with the Python of a component's environment, on this machine. */
export async function runProcessScript(
  python: Python,
  { component, build }: Pick<Built, 'component' | 'build'>,
  { folder, program, args, timeoutSeconds }: Script,
  { log, signal }: Pick<Context, 'log' | 'signal'>
): Promise<ScriptEnd> {
  return python.runScript({
    python: ProcessBuild.parse(build).python,
    script: resolve(folder, program),
    args: args(resolve(component.folder)),
    cwd: folder,
    env: { ...(await s2iEnvironment(component.folder)), MLFLOW_DISABLE_TELEMETRY: 'true' },
    timeoutSeconds,
    log,
    signal
  });
}
