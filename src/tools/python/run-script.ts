import { runCommand } from '../command';
import type { Python, ScriptRequest } from './index';

/**
 * Runs a script as `python script.py` would, and ends with the process that started it, also when that is killed: a
 * model that hangs while it loads would hold its memory for ever. Linux alone can do so (prctl(2), PR_SET_PDEATHSIG).
 */
const BOOT = `
import os, runpy, signal, sys
parent, sys.argv = int(sys.argv[1]), sys.argv[2:]
try:
    import ctypes
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
except Exception:
    pass
if os.getppid() != parent: sys.exit(1)
sys.path[0] = os.path.dirname(os.path.abspath(sys.argv[0]))
runpy.run_path(sys.argv[0], run_name="__main__")
`;

/** They would take it to another environment, or make every later start slow. */
const FOREIGN = [
  'PYTHONHOME',
  'PYTHONPATH',
  'PYTHONSAFEPATH',
  'PYTHONDONTWRITEBYTECODE',
  'PYTHONSTARTUP',
  'VIRTUAL_ENV'
];

/** Runs a script to its end; its failure is a value. `base` is the environment of the user. */
export async function runScript(base: NodeJS.ProcessEnv, request: ScriptRequest): ReturnType<Python['runScript']> {
  const own = Object.entries(base).filter(([name]) => !FOREIGN.includes(name));
  const { code, stdout, stderrTail, timedOut } = await runCommand({
    program: request.python,
    args: ['-c', BOOT, String(process.pid), request.script, ...request.args],
    cwd: request.cwd,
    env: { ...Object.fromEntries(own), PYTHONUNBUFFERED: '1', PYTHONIOENCODING: 'utf-8', ...request.env },
    input: request.input,
    timeoutSeconds: request.timeoutSeconds,
    signal: request.signal,
    onLine: (line, stream) => stream === 'stderr' && request.log.line('python', line)
  });
  return { code, stdout, stderrTail, timedOut };
}
