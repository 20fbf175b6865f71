import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createProxy, request } from 'node:http';
import { createServer, type Server } from 'node:https';
import { type AddressInfo, connect as connectSocket } from 'node:net';
import { dirname, resolve } from 'node:path';
import { FaultBench, problemOf } from './workbench';

// The fake tracking server behind real TLS, and behind a real proxy that connects to it.

const CERTIFICATE = resolve('test/fixtures/tls/certificate.pem');
const BOTH = resolve('test/fixtures/tls/both.pem');

let bench: FaultBench;
let tls: Server;
beforeEach(async () => (bench = await FaultBench.open()));
afterEach(async () => {
  tls.closeAllConnections();
  tls.close();
  await bench.close();
});

/** Puts TLS before the fake; gives its address. */
async function secured(options: { clientsToo?: boolean } = {}): Promise<string> {
  const pem = readFileSync(BOTH);
  const asked = { requestCert: true, rejectUnauthorized: true, ca: pem };
  tls = createServer({ key: pem, cert: pem, ...(options.clientsToo && asked) }, (incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const inner = request(`${bench.fake.uri}${url}`, { method, headers }, answer => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(inner);
  });
  tls.listen(0, '127.0.0.1');
  await once(tls, 'listening');
  return `https://127.0.0.1:${(tls.address() as AddressInfo).port}`;
}

test('a certificate that no known authority has signed is not trusted, and it is said how to trust it', async () => {
  const problem = await problemOf(bench.connect(await secured()));

  expect(problem).toMatchObject({
    code: 'tracking-unreachable',
    suggestion: expect.stringContaining('MLFLOW_TRACKING_SERVER_CERT_PATH')
  });
});

test.each([
  ['MLflow’s own variable', { MLFLOW_TRACKING_SERVER_CERT_PATH: CERTIFICATE }],
  ['the variable of the library that MLflow asks with', { REQUESTS_CA_BUNDLE: CERTIFICATE }],
  ['a folder of certificates', { REQUESTS_CA_BUNDLE: dirname(CERTIFICATE) }],
  ['word', { MLFLOW_TRACKING_INSECURE_TLS: 'true' }]
])('trusts it by %s', async (_name, env) => {
  expect((await bench.connect(await secured(), env)).version).toBe('3.17.2');
});

test('shows a certificate of the person to a server that wants one', async () => {
  const uri = await secured({ clientsToo: true });
  const trusted = { MLFLOW_TRACKING_SERVER_CERT_PATH: CERTIFICATE };

  expect((await problemOf(bench.connect(uri, trusted))).code).toBe('tracking-unreachable');
  const shown = await bench.connect(uri, { ...trusted, MLFLOW_TRACKING_CLIENT_CERT_PATH: BOTH });
  expect(shown.version).toBe('3.17.2');
});

test('a certificate that is not there is said with the variable that names it', async () => {
  const missing = { MLFLOW_TRACKING_SERVER_CERT_PATH: '/nowhere.pem' };

  expect(await problemOf(bench.connect(await secured(), missing))).toMatchObject({
    code: 'bad-request',
    reason: expect.stringContaining('MLFLOW_TRACKING_SERVER_CERT_PATH')
  });
});

test('a certificate that is not there does not matter where none is needed', async () => {
  await secured();

  expect((await bench.connect(bench.fake.uri, { REQUESTS_CA_BUNDLE: '/nowhere.pem' })).version).toBe('3.17.2');
});

test('goes through the proxy that is set, which sees neither requests nor login', async () => {
  const { port } = new URL(await secured());
  const seen: string[] = [];
  const proxy = createProxy((incoming, outgoing) => {
    seen.push(`${incoming.method} ${incoming.url}`);
    outgoing.writeHead(400).end();
  });
  proxy.on('connect', (incoming, socket) => {
    seen.push(`CONNECT ${incoming.url}`);
    const inner = connectSocket(Number(port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(inner).pipe(socket);
    });
    inner.on('error', () => socket.destroy());
    socket.on('error', () => inner.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  process.env.HTTPS_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  try {
    const trusted = { MLFLOW_TRACKING_SERVER_CERT_PATH: CERTIFICATE, MLFLOW_TRACKING_TOKEN: 'token-1' };
    expect((await bench.connect('https://mlflow.example', trusted)).version).toBe('3.17.2');
    expect(new Set(seen)).toEqual(new Set(['CONNECT mlflow.example:443']));
    expect(bench.fake.seen[0]?.headers.authorization).toBe('Bearer token-1');
  } finally {
    delete process.env.HTTPS_PROXY;
    proxy.closeAllConnections();
    proxy.close();
  }
});
