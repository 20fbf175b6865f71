import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';
import { ProblemError } from '../contract/problem';
import type { App } from './app';

/** Bytes of a request: a few wrapped files or a large test request, never a model. */
const LARGEST_BODY = 16 * 1024 * 1024;

/** Milliseconds for the rest of a body that nobody reads. */
const REST_OF_BODY = 10_000;

/**
 * Listens on a unix socket that only its owner may use; `onAnswer` is told after every answer. Rejects when the socket
 * cannot be made. Plain `node:http`: whatever knows `Request` and `Response` loads Node's fetch, 14 MB.
 */
export async function listen(app: App, socket: string, onAnswer: () => void = () => undefined): Promise<Server> {
  rmSync(socket, { force: true });
  const server = createServer((request, response) => {
    response.once('close', onAnswer);
    void answer(app, request, response);
  });
  // A body that comes slowly or an answer that takes long is the caller's business; only the headers are timed.
  server.requestTimeout = 0;
  const umask = process.umask(0o177);
  try {
    server.listen(socket);
    await once(server, 'listening');
  } finally {
    process.umask(umask);
  }
  return server;
}

async function answer(app: App, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const { method = '', url = '' } = request;
  const { status, body } = await app({ method, url, body: () => textOf(request), gone: gone.signal });
  await readToTheEnd(request);
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

/** What no call wants of a body is let go, for so long: a caller that still writes when this side closes loses the answer. */
async function readToTheEnd(request: IncomingMessage): Promise<void> {
  request.resume();
  if (!request.complete) {
    await finished(request, { signal: AbortSignal.timeout(REST_OF_BODY) }).catch(() => undefined);
  }
}

/** Throws bad-request when it is too large; the rest is not kept then. */
async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  if (Number(request.headers['content-length'] ?? 0) > LARGEST_BODY) {
    throw tooLarge();
  }
  // To leave off reading must not close the connection: the answer goes over it.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > LARGEST_BODY) {
      throw tooLarge();
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function tooLarge(): ProblemError {
  return new ProblemError({
    code: 'bad-request',
    message: 'The request is too large.',
    reason: `It has more than ${LARGEST_BODY / 1024 / 1024} MB.`,
    suggestion: 'Send less; large inputs go to the model itself.'
  });
}
