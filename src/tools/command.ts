import { execa } from 'execa';
import { Lifeline } from './lifeline';

/** Characters of standard error that are kept for a Problem's detail. */
const TAIL = 16_000;
/** Milliseconds between asking a process group to end and ending it. */
const GRACE = 3_000;

export interface Command {
  /** A name on the PATH of `env`, or a path. */
  program: string;
  /** Handed over as they are; no shell reads them. */
  args: readonly string[];
  cwd?: string;
  /** The whole environment; absent means this process's own. */
  env?: NodeJS.ProcessEnv;
  /** Sent to standard input, which is then closed; absent means no input. */
  input?: string;
  /** Absent means no limit. */
  timeoutSeconds?: number;
  /** Aborting ends the program and everything it started, then throws the signal's reason. */
  signal: AbortSignal;
  /** Called for each line of output while the program runs. */
  onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
}

export interface CommandResult {
  /** Exit code; null when a signal ended it or it never started. */
  code: number | null;
  /** The signal that ended it, for example SIGKILL. */
  signal: string | null;
  stdout: string;
  /** The last 16,000 characters of standard error. */
  stderrTail: string;
  timedOut: boolean;
  /** There is no such program (or no such `cwd`), or it may not be run. */
  notFound: boolean;
}

/** Process groups that run now; ended when this process exits early, and when it is killed. */
const running = new Lifeline();
process.on('exit', () => running.groups.forEach(group => endGroup(group, 'SIGKILL')));

/**
 * Runs a program to its end in a process group of its own. A failing program is a value, not an exception.
 * Whatever the program started and left running is ended with it. Throws only the signal's reason.
 */
export async function runCommand(command: Command): Promise<CommandResult> {
  const { program, args, cwd, env, input, timeoutSeconds, signal } = command;
  signal.throwIfAborted();
  const child = execa(program, args, {
    cwd,
    env: env ?? process.env,
    extendEnv: false,
    // Without a text the program finds the end of its input at once.
    input: input ?? '',
    detached: true,
    buffer: false,
    reject: false
  });
  const stdout = collect(child.stdout, line => command.onLine?.(line, 'stdout'), Infinity);
  const stderr = collect(child.stderr, line => command.onLine?.(line, 'stderr'), TAIL);
  const ender = groupEnder(child.pid);
  let timedOut = false;
  const timer = timeoutSeconds === undefined ? undefined : setTimeout(onTimeout, timeoutSeconds * 1000);
  signal.addEventListener('abort', ender.end, { once: true });
  // A grandchild that was left behind would hold the pipes open for ever.
  child.nodeChildProcess.once('exit', ender.sweep);
  const ended = await child;
  clearTimeout(timer);
  signal.removeEventListener('abort', ender.end);
  ender.sweep();
  signal.throwIfAborted();
  return {
    code: ended.exitCode ?? null,
    signal: ended.signal ?? null,
    stdout: stdout(),
    stderrTail: stderr(),
    timedOut,
    notFound: child.pid === undefined
  };

  function onTimeout(): void {
    timedOut = true;
    ender.end();
  }
}

function groupEnder(group: number | undefined): { end: () => void; sweep: () => void } {
  if (group === undefined) {
    return { end() {}, sweep() {} };
  }
  running.begin(group);
  let force: NodeJS.Timeout | undefined;
  return {
    end() {
      endGroup(group, 'SIGTERM');
      force ??= setTimeout(() => endGroup(group, 'SIGKILL'), GRACE);
    },
    sweep() {
      clearTimeout(force);
      if (running.end(group)) {
        endGroup(group, 'SIGKILL');
      }
    }
  };
}

function endGroup(group: number, how: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(-group, how);
  } catch {
    // It has ended already.
  }
}

/** Splits a stream into lines as they come; the function given back tells what was kept of the text. */
function collect(
  stream: NodeJS.ReadableStream | null | undefined,
  onLine: (line: string) => void,
  keep: number
): () => string {
  const parts: string[] = [];
  let kept = 0;
  let rest = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (text: string) => {
    parts.push(text);
    kept += text.length;
    while (kept - (parts[0]?.length ?? 0) >= keep) {
      kept -= parts.shift()?.length ?? 0;
    }
    // A progress bar ends its lines with a carriage return alone.
    const lines = (rest + text).split(/\r\n|\n|\r/);
    rest = lines.pop() ?? '';
    lines.forEach(onLine);
  });
  stream?.on('end', () => rest !== '' && onLine(rest));
  return () => (keep === Infinity ? parts.join('') : parts.join('').slice(-keep));
}
