import { connect } from 'node:net';

/**
 * What `/health/ping` says. `failed` is final: the model did not load and says why. `silent`: nobody listens, or no
 * answer came in time.
 */
export type Health =
  { is: 'ready' } | { is: 'loading' } | { is: 'failed'; info: string } | { is: 'silent'; refused: boolean };

/** No answer is longer; more is not read. */
const LONGEST = 1024 * 1024;

/**
 * What a model on this machine says of itself; waits `timeout` ms at most, and no longer than until the signal is
 * aborted.
 */
export async function probe(port: number, timeout: number, signal: AbortSignal): Promise<Health> {
  const answer = await exchange(port, 'GET /health/ping', { timeout, signal });
  return typeof answer === 'string' ? healthOf(answer) : { is: 'silent', ...answer };
}

/**
 * Sends one request, such as `GET /path`, to a port of 127.0.0.1; gives the whole answer as text, of a good one only what
 * has come by then. Plain HTTP over a socket: an HTTP client would double the supervisor's memory.
 */
export function exchange(
  port: number,
  request: string,
  { timeout, signal, body = '' }: { timeout: number; signal: AbortSignal; body?: string }
): Promise<string | { refused: boolean }> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    const finish = (answer: string | { refused: boolean }) => {
      signal.removeEventListener('abort', giveUp);
      socket.destroy();
      resolve(answer);
    };
    const giveUp = () => finish({ refused: false });
    signal.addEventListener('abort', giveUp);
    socket.setEncoding('utf8').setTimeout(timeout, giveUp);
    socket.once('connect', () => socket.write(messageOf(port, request, body)));
    socket.on('data', (part: string) => {
      text += part;
      // A ready model is not waited for until it closes the connection.
      if (/^HTTP\/1\.\d 200 /.test(text) || text.length > LONGEST) {
        finish(text);
      }
    });
    socket.once('end', () => finish(text));
    socket.once('error', error => finish({ refused: (error as NodeJS.ErrnoException).code === 'ECONNREFUSED' }));
  });
}

function messageOf(port: number, request: string, body: string): string {
  const headers = [`Host: 127.0.0.1:${port}`, 'Connection: close'];
  if (body) {
    headers.push('Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`);
  }
  return `${[`${request} HTTP/1.1`, ...headers].join('\r\n')}\r\n\r\n${body}`;
}

/** Reads an HTTP answer of the serving runtime: 200, or 503 with Seldon's status message in the body. */
export function healthOf(answer: string): Health {
  const status = statusOf(answer);
  if (status === 200) {
    return { is: 'ready' };
  }
  const said = seldonStatusOf(answer);
  if (said) {
    return said.reason === 'MICROSERVICE_LOAD_FAILED' ? { is: 'failed', info: textOf(said.info) } : { is: 'loading' };
  }
  return status === 503 ? { is: 'loading' } : { is: 'silent', refused: false };
}

/** Reads the answer to the warm-up request: whoever cannot give it is not ready and will not be. */
export function warmthOf(answer: string): Health {
  if (statusOf(answer) === 200) {
    return { is: 'ready' };
  }
  const info = textOf(seldonStatusOf(answer)?.info) || bodyOf(answer).trim().slice(0, 2000);
  return { is: 'failed', info: `The first prediction was answered with ${statusOf(answer)}: ${info}` };
}

function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.\d (\d{3})/.exec(answer)?.[1] ?? 0);
}

function bodyOf(answer: string): string {
  return answer.slice(answer.indexOf('\r\n\r\n') + 4);
}

/** Seldon's status message in the body, where there is one. */
function seldonStatusOf(answer: string): { reason?: unknown; info?: unknown } | undefined {
  const body = bodyOf(answer);
  // Found by its braces: the body may be sent in chunks.
  const json = body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1);
  try {
    return (JSON.parse(json) as { status?: { reason?: unknown; info?: unknown } }).status;
  } catch {
    return undefined;
  }
}

function textOf(info: unknown): string {
  return typeof info === 'string' ? info : info === undefined ? '' : JSON.stringify(info);
}
