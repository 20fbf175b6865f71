import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findEngine } from '../../../src/tools/docker/endpoint';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'docker-config-'));
});
afterEach(() => rmSync(home, { recursive: true }));

function writeContext(name: string, host: string): void {
  const id = createHash('sha256').update(name).digest('hex');
  const meta = join(home, 'contexts', 'meta', id);
  const tls = join(home, 'contexts', 'tls', id, 'docker');
  mkdirSync(meta, { recursive: true });
  mkdirSync(tls, { recursive: true });
  writeFileSync(join(meta, 'meta.json'), JSON.stringify({ Name: name, Endpoints: { docker: { Host: host } } }));
  writeFileSync(join(tls, 'ca.pem'), 'a CA');
}

test('DOCKER_HOST goes before every context', async () => {
  writeContext('far', 'tcp://far:2376');
  const env = { DOCKER_CONFIG: home, DOCKER_CONTEXT: 'far', DOCKER_HOST: 'tcp://near:2375' };
  expect(await findEngine(env)).toMatchObject({ host: 'tcp://near:2375', tls: undefined });
});

test('the current context of the client is taken with its CA', async () => {
  writeContext('far', 'tcp://far:2376');
  writeFileSync(join(home, 'config.json'), JSON.stringify({ currentContext: 'far' }));
  expect(await findEngine({ DOCKER_CONFIG: home })).toMatchObject({
    host: 'tcp://far:2376',
    context: 'far',
    tls: { ca: 'a CA', verify: true }
  });
});

test('a context that does not exist is said, and not passed over', async () => {
  await expect(findEngine({ DOCKER_CONFIG: home, DOCKER_CONTEXT: 'gone' })).rejects.toMatchObject({
    problem: { code: 'bad-request' }
  });
});

test('certificates come from DOCKER_CERT_PATH', async () => {
  writeFileSync(join(home, 'cert.pem'), 'a certificate');
  const env = { DOCKER_HOST: 'tcp://far:2376', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: home };
  expect((await findEngine(env)).tls).toEqual({ folder: home, cert: 'a certificate', verify: true });
});
