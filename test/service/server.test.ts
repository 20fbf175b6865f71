import { mkdtemp, rm, stat } from 'node:fs/promises';
import { request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { App, AppRequest } from '../../src/service/app';
import { listen } from '../../src/service/server';

let folder: string;
let server: Server | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'server-'));
});
afterEach(async () => {
  server?.close();
  server?.closeAllConnections();
  await rm(folder, { recursive: true, force: true });
});

const socketPath = () => join(folder, 'socket');

async function serve(app: App, onAnswer?: () => void): Promise<void> {
  server = await listen(app, socketPath(), onAnswer);
}

/** Status and JSON of an answer. */
async function send(method: string, path: string, body?: string | Iterable<string>) {
  const outgoing = request({ socketPath: socketPath(), method, path });
  const sent = once(outgoing, 'finish');
  if (typeof body === 'string' || body === undefined) {
    outgoing.end(body);
  } else {
    for (const part of body) {
      outgoing.write(part);
    }
    outgoing.end();
  }
  const [[answer]] = (await Promise.all([once(outgoing, 'response'), sent])) as [
    [NodeJS.ReadableStream & { statusCode: number }],
    unknown
  ];
  return { status: answer.statusCode, body: JSON.parse(await text(answer)) as unknown };
}

/** Tells what it was asked. */
const echo: App = async ({ method, url, body }: AppRequest) => {
  const answered = await body().then(
    sent => ({ status: 200, body: { method, url, sent } }),
    (error: Error) => ({ status: 400, body: { message: error.message } })
  );
  return answered;
};

it('hands over method, path, query and body as they were sent', async () => {
  await serve(echo);
  expect(await send('PUT', '/a%2Fb?c=ä'.replace('ä', '%C3%A4'), '{"text": "ü"}')).toEqual({
    status: 200,
    body: { method: 'PUT', url: '/a%2Fb?c=%C3%A4', sent: '{"text": "ü"}' }
  });
});

it('makes its socket for its owner alone, in place of one that was left behind', async () => {
  await serve(echo);
  server!.close();
  await serve(echo);
  expect((await stat(socketPath())).mode & 0o777).toBe(0o600);
});

it.each([
  ['says so first', 'x'.repeat(17 * 1024 * 1024)],
  ['does not say so', Array.from({ length: 17 }, () => 'x'.repeat(1024 * 1024))]
])('refuses a body that is too large and %s', async (_, body) => {
  await serve(echo);
  expect(await send('POST', '/', body)).toEqual({ status: 400, body: { message: 'The request is too large.' } });
});

it('answers a caller that still sends a body which nobody reads, and closes then', async () => {
  await serve(async () => ({ status: 200, body: { done: true } }));
  const socket = connect(socketPath());
  const answer = text(socket);
  const size = 1024 * 1024;
  socket.write(`POST / HTTP/1.1\r\nHost: service\r\nConnection: close\r\nContent-Length: ${size}\r\n\r\n`);
  for (let sent = 0; sent < 4; sent++) {
    await sleep(20);
    await new Promise<void>((resolve, reject) =>
      socket.write('x'.repeat(size / 4), error => (error ? reject(error) : resolve()))
    );
  }
  expect(await answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*{"done":true}$/);
});

it('tells the app that its caller hung up', async () => {
  let asked: (gone: AbortSignal) => void = () => {};
  const signal = new Promise<AbortSignal>(resolve => (asked = resolve));
  await serve(async ({ gone }) => {
    asked(gone);
    await once(gone, 'abort');
    return { status: 200, body: {} };
  });
  const outgoing = request({ socketPath: socketPath(), path: '/' }).on('error', () => undefined);
  outgoing.end();
  const gone = await signal;
  expect(gone.aborted).toBe(false);
  outgoing.destroy();
  await once(gone, 'abort');
});

it('says after every answer that there was one', async () => {
  let answers = 0;
  await serve(echo, () => (answers += 1));
  await send('GET', '/');
  await send('GET', '/');
  while (answers < 2) {
    await new Promise(resolve => setTimeout(resolve, 5));
  }
});

it('rejects when the socket cannot be made', async () => {
  await expect(listen(echo, join(folder, 'no', 'such', 'folder'))).rejects.toMatchObject({ syscall: 'listen' });
});
