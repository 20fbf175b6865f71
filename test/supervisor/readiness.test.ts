import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readiness } from '../../src/supervisor/readiness';

let folder: string;
let server: Server;
const asked: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'readiness-'));
  writeFileSync(join(folder, 'request.json'), '{"strData": "Ü"}');
  asked.length = 0;
});
afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** A server that is healthy, and answers predictions as it is told. */
async function healthy(predict: RequestListener): Promise<number> {
  server = createServer((request, response) => {
    if (request.url === '/health/ping') {
      response.end('pong');
      return;
    }
    request.setEncoding('utf8');
    request.on('data', (part: string) => asked.push(`${request.method} ${request.url} ${part}`));
    request.on('end', () => predict(request, response));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function waiting() {
  return { timeout: 20_000, warmUpTimeout: 20_000, signal: new AbortController().signal };
}

const warmUp = () => ({ path: '/predict', file: join(folder, 'request.json') });

test('a healthy process is ready when it has answered its first request', async () => {
  const port = await healthy((_request, response) => response.end('{}'));

  expect(await readiness({ port, warmUp: warmUp() }, waiting())).toEqual({ is: 'ready' });
  expect(asked).toEqual(['POST /predict {"strData": "Ü"}']);
});

test('a process that refuses its first request has failed, with its own words', async () => {
  const port = await healthy((_request, response) =>
    response.writeHead(500).end('{"status": {"info": "no such column", "code": -1}}')
  );

  expect(await readiness({ port, warmUp: warmUp() }, waiting())).toEqual({
    is: 'failed',
    info: 'The first prediction was answered with 500: no such column'
  });
});

test('a process that hangs on its first request is not ready yet', async () => {
  const port = await healthy(() => undefined);
  const health = await readiness({ port, warmUp: warmUp() }, { ...waiting(), warmUpTimeout: 50 });

  expect(health).toMatchObject({ is: 'silent' });
});

test('a process is not ready while one of its ports is closed, and is not asked', async () => {
  const port = await healthy((_request, response) => response.end('{}'));
  // Nobody may listen there, and nobody is given it.
  const opens = [1];

  expect(await readiness({ port, opens, warmUp: warmUp() }, waiting())).toEqual({ is: 'loading' });
  expect(asked).toEqual([]);
});

test('a first request that is gone is a failure that says so', async () => {
  const port = await healthy((_request, response) => response.end('{}'));
  const health = await readiness({ port, warmUp: { path: '/predict', file: join(folder, 'gone.json') } }, waiting());

  expect(health).toMatchObject({ is: 'failed' });
  expect(health).toHaveProperty('info', expect.stringContaining('gone.json'));
});
