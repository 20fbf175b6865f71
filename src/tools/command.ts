import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
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

const NOT_STARTED: CommandResult = {
  code: null,
  signal: null,
  stdout: '',
  stderrTail: '',
  timedOut: false,
  notFound: true
};

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
  const child = start(program, args, { cwd, env: env ?? process.env });
  if (child?.pid === undefined) {
    return NOT_STARTED;
  }
  const stdout = collect(child.stdout, line => command.onLine?.(line, 'stdout'), Infinity);
  const stderr = collect(child.stderr, line => command.onLine?.(line, 'stderr'), TAIL);
  // Without a text the program finds the end of its input at once; it need not read what it is given.
  child.stdin.on('error', () => undefined).end(input ?? '');
  const ender = groupEnder(child.pid);
  let timedOut = false;
  const timer = timeoutSeconds === undefined ? undefined : setTimeout(onTimeout, timeoutSeconds * 1000);
  signal.addEventListener('abort', ender.end, { once: true });
  // A grandchild that was left behind would hold the pipes open for ever.
  child.once('exit', ender.sweep);
  const [code, endedBy] = await new Promise<[number | null, string | null]>(resolve =>
    child.once('close', (...end) => resolve(end))
  );
  clearTimeout(timer);
  signal.removeEventListener('abort', ender.end);
  ender.sweep();
  signal.throwIfAborted();
  return { code, signal: endedBy, stdout: stdout(), stderrTail: stderr(), timedOut, notFound: false };

  function onTimeout(): void {
    timedOut = true;
    ender.end();
  }
}

/** Undefined, or without a process id, where there is no such program or it may not be run. */
function start(
  program: string,
  args: readonly string[],
  options: { cwd: string | undefined; env: NodeJS.ProcessEnv }
): ChildProcessWithoutNullStreams | undefined {
  try {
    // Most failures are thrown at once, the others come as an event, and there is nothing else to be told of either.
    return spawn(program, args, { ...options, detached: true }).on('error', () => undefined);
  } catch {
    return undefined;
  }
}

function groupEnder(group: number): { end: () => void; sweep: () => void } {
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
function collect(stream: NodeJS.ReadableStream, onLine: (line: string) => void, keep: number): () => string {
  const parts: string[] = [];
  let kept = 0;
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
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
  stream.on('end', () => rest !== '' && onLine(rest));
  return () => (keep === Infinity ? parts.join('') : parts.join('').slice(-keep));
}
