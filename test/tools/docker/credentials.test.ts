import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loginFor } from '../../../src/tools/docker/credentials';

let home: string;
let env: NodeJS.ProcessEnv;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'docker-config-'));
  env = { DOCKER_CONFIG: home, PATH: `${home}:${process.env.PATH}` };
});
afterEach(() => rmSync(home, { recursive: true }));

const signal = AbortSignal.timeout(30_000);

function config(content: object): void {
  writeFileSync(join(home, 'config.json'), JSON.stringify(content));
}

/** A real helper program: it knows one registry. */
function helper(name: string, answer: object): void {
  const path = join(home, `docker-credential-${name}`);
  const known = `read registry; [ "$registry" = registry:5000 ] || { echo "credentials not found"; exit 1; }`;
  writeFileSync(path, `#!/bin/sh\n${known}\necho '${JSON.stringify(answer)}'\n`);
  chmodSync(path, 0o755);
}

test('a registry without a login is asked anonymously', async () => {
  expect(await loginFor('registry:5000', env, signal)).toEqual({ serveraddress: 'registry:5000' });
});

test('the login that `docker login` wrote is taken, colons in the password included', async () => {
  config({ auths: { 'registry:5000': { auth: Buffer.from('me:a:b').toString('base64') } } });
  expect(await loginFor('registry:5000', env, signal)).toMatchObject({ username: 'me', password: 'a:b' });
});

test('Docker Hub is kept under its old name', async () => {
  config({ auths: { 'https://index.docker.io/v1/': { auth: Buffer.from('me:pw').toString('base64') } } });
  expect(await loginFor('docker.io', env, signal)).toMatchObject({ username: 'me' });
});

test('the helper of a registry goes before the store of all', async () => {
  helper('one', { Username: 'of-one', Secret: 'pw' });
  helper('all', { Username: 'of-all', Secret: 'pw' });
  config({ credsStore: 'all', credHelpers: { 'registry:5000': 'one' } });
  expect(await loginFor('registry:5000', env, signal)).toMatchObject({ username: 'of-one' });
});

test('a helper may give a token in place of a user', async () => {
  helper('all', { Username: '<token>', Secret: 'abc' });
  config({ credsStore: 'all' });
  expect(await loginFor('registry:5000', env, signal)).toEqual({
    identitytoken: 'abc',
    serveraddress: 'registry:5000'
  });
});

test('a helper that knows nothing leaves the config file', async () => {
  helper('all', {});
  config({ credsStore: 'all', auths: { other: { auth: Buffer.from('me:pw').toString('base64') } } });
  expect(await loginFor('other', env, signal)).toMatchObject({ username: 'me' });
});

test('a helper that is not installed is said', async () => {
  config({ credsStore: 'nowhere' });
  await expect(loginFor('registry:5000', env, signal)).rejects.toMatchObject({ problem: { code: 'tool-missing' } });
});
