import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What one request gets: an answer, once `after` has ended and then `delay` ms have passed, or a fault. */
export type Reply =
  { status?: number; body?: unknown; text?: string; after?: () => Promise<unknown>; delay?: number } | 'hang' | 'drop';

/** A small model server that remembers what it was asked. */
export interface ModelServer {
  url: string;
  requests: { path: string; text: string }[];
  /** How many connections were opened so far. */
  connections(): number;
  close(): Promise<void>;
}

/**
 * Answers Seldon's and V2 paths with what `reply` says; `undefined` is an unknown path. Bodies reach `reply` as text, so
 * that digits can be looked at.
 */
export async function startModelServer(reply: (path: string, text: string) => Reply | undefined): Promise<ModelServer> {
  const requests: ModelServer['requests'] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const [path, text] = [request.url ?? '', Buffer.concat(chunks).toString()];
      requests.push({ path, text });
      void answer(reply(path, text) ?? { status: 404, body: {} }, response);
    });
  });
  server.on('connection', () => (connections += 1));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    connections: () => connections,
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections();
        server.close(() => resolve());
      })
  };
}

async function answer(reply: Reply, response: ServerResponse): Promise<void> {
  if (reply === 'hang') {
    return;
  }
  if (reply === 'drop') {
    response.destroy();
    return;
  }
  await reply.after?.();
  if (reply.delay) {
    await new Promise(resolve => setTimeout(resolve, reply.delay));
  }
  response.writeHead(reply.status ?? 200, { 'content-type': 'application/json' });
  response.end(reply.text ?? JSON.stringify(reply.body));
}
