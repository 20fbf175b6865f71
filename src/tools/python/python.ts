import { ProblemError } from '../../contract/problem';
import type { Home } from '../home';
import { redact } from '../redact';
import { Environments } from './environments';
import type { EnvironmentRequest, Interpreter, Python } from './index';
import { Interpreters } from './interpreters';
import { pythonMissing } from './python-missing';
import { runScript } from './run-script';
import { Uv } from './uv';

/** Python as it is on this machine; `env` is the environment of the user. */
export function createPython({ env, home }: { env: NodeJS.ProcessEnv; home: Home }): Python {
  const uv = new Uv(env);
  const interpreters = new Interpreters(env, home.cache);
  const environments = new Environments(uv, home.cache);
  const all = (signal: AbortSignal) => interpreters.all(signal);
  const find = async (minor: string, signal: AbortSignal) =>
    (await all(signal)).find(({ version }) => minorOf(version) === minor);
  const interpreterOf = (request: EnvironmentRequest) => async () => {
    const here = await find(request.python, request.signal);
    return here?.path ?? (request.fetchPython ? fetch(uv, request) : missing(request, await all(request.signal)));
  };
  return {
    interpreters: all,
    find,
    environment: request => environments.get(request, interpreterOf(request)),
    resolve: request => environments.resolve(request, interpreterOf(request)),
    runScript: request => runScript(env, request),
    uvVersion: signal => uv.version(signal)
  };
}

function missing({ python }: EnvironmentRequest, here: readonly Interpreter[]): never {
  throw pythonMissing(python, here);
}

async function fetch(uv: Uv, { python, folder, log, signal }: EnvironmentRequest): Promise<string> {
  const install = ['python', 'install', python, '--no-bin'];
  const { code, stderrTail } = await uv.run({ args: install, cwd: folder, log, signal });
  const options = ['--managed-python', '--no-python-downloads', '--no-project'];
  const found = code === 0 && (await uv.run({ args: ['python', 'find', python, ...options], cwd: folder, signal }));
  if (!found || found.code !== 0) {
    throw new ProblemError({
      code: 'python-missing',
      message: `Python ${python} could not be fetched.`,
      reason: 'uv could not download it.',
      suggestion: `Install Python ${python} yourself, or name a mirror in UV_PYTHON_INSTALL_MIRROR.`,
      detail: redact(stderrTail)
    });
  }
  return found.stdout.trim();
}

function minorOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}
