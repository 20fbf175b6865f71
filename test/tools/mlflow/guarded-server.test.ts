import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { homeOf } from '../../../src/tools/home';
import { silent } from '../../../src/tools/log';
import { createMlflow } from '../../../src/tools/mlflow/mlflow';
import {
  logModels,
  mlflowPython,
  newestMlflow,
  startMlflow,
  type TestServer
} from '../../fixtures/mlflow-environments';

// A real server may take minutes to start.
jest.setTimeout(300_000);

const options = { log: silent, signal: new AbortController().signal };
const connect = (uri: string, env: NodeJS.ProcessEnv = {}) =>
  createMlflow({ env: { HOME: '/nonexistent', ...env }, home: homeOf({}) }).connect(uri, options);

let folder: string;
let python: string;
let server: TestServer | undefined;
// It takes minutes the first time.
beforeAll(async () => (python = await mlflowPython(newestMlflow)), 600_000);
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'guarded-'))));
afterEach(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const PASSWORD = 'sesame-street-1';

test('logs in to MLflow’s own basic-auth server', async () => {
  await writeFile(
    join(folder, 'auth.ini'),
    `[mlflow]\ndefault_permission = READ\ndatabase_uri = sqlite:///${folder}/auth.db\nadmin_username = admin\n` +
      `admin_password = ${PASSWORD}\nauthorization_function = mlflow.server.auth:authenticate_request_basic_auth\n`
  );
  server = await startMlflow(python, {
    args: ['--app-name', 'basic-auth'],
    env: { MLFLOW_AUTH_CONFIG_PATH: join(folder, 'auth.ini'), MLFLOW_FLASK_SERVER_SECRET_KEY: 'for-the-test' }
  });
  const { uri } = server;
  const env = { MLFLOW_TRACKING_USERNAME: 'admin', MLFLOW_TRACKING_PASSWORD: PASSWORD };
  expect((await connect(uri, env)).version).toMatch(/^\d/);
  expect((await connect(uri.replace('//', `//admin:${PASSWORD}@`))).uri).toBe(uri);
  await expect(connect(uri)).rejects.toMatchObject({ problem: { code: 'tracking-unauthorised' } });
  await expect(connect(uri, { ...env, MLFLOW_TRACKING_PASSWORD: 'wrong-one' })).rejects.toMatchObject({
    problem: { code: 'tracking-unauthorised' }
  });
});

test('finds a server that is mounted at a path, and hears that it rejects a host name', async () => {
  server = await startMlflow(python, {
    args: ['--static-prefix', '/team/mlflow', '--allowed-hosts', 'localhost:*']
  });
  const named = server.uri.replace('127.0.0.1', 'localhost');
  expect((await connect(`${named}/team/mlflow/`)).uri).toBe(`${named}/team/mlflow`);
  await expect(connect(`${server.uri}/team/mlflow`)).rejects.toMatchObject({
    problem: { code: 'tracking-host-rejected', suggestion: expect.stringContaining('127.0.0.1') }
  });
});

test('sees the models of the workspace that is set, and gets their files', async () => {
  server = await startMlflow(python, { args: ['--enable-workspaces'] });
  const { uri } = server;
  const made = await fetch(`${uri}/api/3.0/mlflow/workspaces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'team' })
  });
  expect(made.ok).toBe(true);
  const cases = await logModels(python, uri, { env: { MLFLOW_WORKSPACE: 'team' }, only: 'plain' });

  const team = await connect(uri, { MLFLOW_WORKSPACE: 'team' });
  const located = await team.locate(cases.plain?.uri ?? '', options.signal);
  await team.download(located, join(folder, 'model'), options);
  expect(await readdir(join(folder, 'model'))).toContain('MLmodel');
  const other = await connect(uri, { MLFLOW_WORKSPACE: 'default' });
  await expect(other.locate(cases.plain?.run ?? '', options.signal)).rejects.toMatchObject({
    problem: { code: 'no-such-run' }
  });
});
