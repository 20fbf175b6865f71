import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settingsOf } from '../../../src/tools/mlflow/settings';

let home: string;
beforeEach(async () => (home = await mkdtemp(join(tmpdir(), 'mlflow-home-'))));
afterEach(() => rm(home, { recursive: true }));

const read = (uri: string, env: NodeJS.ProcessEnv = {}) => settingsOf(uri, { HOME: home, ...env });
const basic = (login: string) => `Basic ${Buffer.from(login).toString('base64')}`;
const USER = { MLFLOW_TRACKING_USERNAME: 'ada', MLFLOW_TRACKING_PASSWORD: 'love' };

test('without anything set there is no login', async () => {
  expect((await read('http://h:5000/p/')).authorization).toBeUndefined();
});

test('user and password win over a token, a login in the address over both', async () => {
  expect((await read('http://h', { MLFLOW_TRACKING_TOKEN: 't' })).authorization).toBe('Bearer t');
  expect((await read('http://h', { MLFLOW_TRACKING_TOKEN: 't', ...USER })).authorization).toBe(basic('ada:love'));
  const settings = await read('https://me:p%40ss@h/p/', { MLFLOW_TRACKING_TOKEN: 't', ...USER });
  expect(settings.authorization).toBe(basic('me:p@ss'));
  expect(settings.uri).toBe('https://h/p');
  expect(settings.secrets).toContain('p@ss');
});

test('a user without a password is no login', async () => {
  const env = { MLFLOW_TRACKING_USERNAME: 'ada', MLFLOW_TRACKING_TOKEN: 't' };
  expect((await read('http://h', env)).authorization).toBe('Bearer t');
});

test('reads the credentials file; the environment wins for each field', async () => {
  await mkdir(join(home, '.mlflow'));
  const text =
    '[other]\nmlflow_tracking_username = no\n[mlflow]\nmlflow_tracking_username = eve\nmlflow_tracking_password=x = y\n';
  await writeFile(join(home, '.mlflow', 'credentials'), text);
  expect((await read('http://h')).authorization).toBe(basic('eve:x = y'));
  expect((await read('http://h', { MLFLOW_TRACKING_USERNAME: 'ada' })).authorization).toBe(basic('ada:x = y'));
});

test('reads certificates and says which variable names one that is not there', async () => {
  const path = join(home, 'ca.pem');
  await writeFile(path, 'PEM');
  const env = { MLFLOW_TRACKING_SERVER_CERT_PATH: path, MLFLOW_TRACKING_INSECURE_TLS: 'true' };
  expect((await read('https://h', env)).tls).toEqual({ insecure: true, ca: 'PEM', client: undefined });
  await expect(read('https://h', { MLFLOW_TRACKING_CLIENT_CERT_PATH: '/none' })).rejects.toMatchObject({
    problem: { code: 'bad-request', reason: expect.stringContaining('MLFLOW_TRACKING_CLIENT_CERT_PATH') }
  });
});

test('an address that is none is refused without its password', async () => {
  const error = await read('ftp://me:pass@h').catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ problem: { code: 'tracking-wrong-address' } });
  expect(String(error)).not.toContain('pass@');
});
