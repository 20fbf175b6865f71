import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';

type Fetch = (request: Request) => Response | Promise<Response>;

/** Listens on a unix socket that only its owner may use. Rejects when the socket cannot be made. */
export async function listen(fetch: Fetch, socket: string): Promise<Server> {
  rmSync(socket, { force: true });
  const server = createServer(getRequestListener(fetch));
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
