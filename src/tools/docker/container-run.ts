import type Dockerode from 'dockerode';
import { framesOf, Lines } from './frames';
import type { RunEnd, RunOptions } from './index';

/** Characters of standard error that are kept for a Problem's detail. */
const TAIL = 16_000;

/**
 * Starts a container that was just made and waits for its end. It is attached and waited for before it starts: what a
 * short program writes, and its end, would be missed otherwise.
 */
export async function runToEnd(container: Dockerode.Container, options: RunOptions): Promise<RunEnd> {
  const stream = (await container.attach({
    stream: true,
    hijack: true,
    stdin: true,
    stdout: true,
    stderr: true
  })) as NodeJS.ReadWriteStream;
  const output = collect(stream, options);
  // Nobody waits for it yet when starting fails.
  output.catch(() => undefined);
  const ended = container.wait({ condition: 'next-exit' }) as Promise<{ StatusCode: number }>;
  ended.catch(() => undefined);
  await container.start();
  stream.end(options.input ?? '');
  const limit = endsOn(container, options);
  try {
    const { StatusCode } = await ended;
    const { State } = await container.inspect();
    return { code: StatusCode, ...(await output), outOfMemory: State.OOMKilled, timedOut: limit.timedOut() };
  } finally {
    limit.clear();
  }
}

/** Ends the container when the time is up or the signal is aborted; then `wait` answers. */
function endsOn(container: Dockerode.Container, { timeoutSeconds, signal }: RunOptions) {
  let timedOut = false;
  const kill = () => void container.kill().catch(() => undefined);
  const timer = timeoutSeconds && setTimeout(() => ((timedOut = true), kill()), timeoutSeconds * 1000);
  signal.addEventListener('abort', kill, { once: true });
  if (signal.aborted) {
    kill();
  }
  return {
    timedOut: () => timedOut,
    clear: () => {
      clearTimeout(timer || undefined);
      signal.removeEventListener('abort', kill);
    }
  };
}

async function collect(
  stream: NodeJS.ReadableStream,
  { onLine }: RunOptions
): Promise<Pick<RunEnd, 'stdout' | 'stderrTail'>> {
  const lines = { stdout: new Lines(), stderr: new Lines() };
  const stdout: Buffer[] = [];
  let stderr = '';
  for await (const { stream: name, payload } of framesOf(stream as AsyncIterable<Buffer>)) {
    if (name === 'stdout') {
      stdout.push(Buffer.from(payload));
    } else {
      stderr = (stderr + payload.toString('utf8')).slice(-TAIL);
    }
    lines[name].push(payload).forEach(line => onLine?.(line, name));
  }
  for (const name of ['stdout', 'stderr'] as const) {
    lines[name].end().forEach(line => onLine?.(line, name));
  }
  return { stdout: Buffer.concat(stdout).toString('utf8'), stderrTail: stderr };
}
