import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand } from '../../../src/tools/command';
import { type Home, homeOf } from '../../../src/tools/home';
import { silent } from '../../../src/tools/log';
import { createMlflow } from '../../../src/tools/mlflow/mlflow';
import { isAlive } from '../../../src/tools/process-identity';
import { type Cases, logModels, mlflowPython, newestMlflow } from '../../fixtures/mlflow-environments';

// Each of them starts Pythons that import MLflow.
jest.setTimeout(300_000);

const { signal } = new AbortController();
const options = { log: silent, signal };
let python: string;
let folder: string;
let home: Home;
let cases: Cases;

beforeAll(async () => {
  python = await mlflowPython(newestMlflow);
  folder = await mkdtemp(join(tmpdir(), 'local störe '));
  home = homeOf({ DEPLOY_MODEL_HOME: join(folder, 'home') });
  cases = await logModels(python, 'sqlite:///mlflow.db', { cwd: folder });
}, 600_000);
afterAll(async () => {
  await endServers();
  await rm(folder, { recursive: true });
});

const mlflow = (env: NodeJS.ProcessEnv = {}) =>
  createMlflow({ env: { ...process.env, DEPLOY_MODEL_PYTHON: python, ...env }, home, cwd: folder });
const connect = (uri?: string, env?: NodeJS.ProcessEnv) => mlflow(env).connect(uri, options);

test('with nothing set, finds the database here and starts one server that all share', async () => {
  const [tracking, again] = await Promise.all([connect(), connect('sqlite:///mlflow.db')]);
  expect(tracking.uri).toBe(`sqlite:///${join(folder, 'mlflow.db')}`);
  expect(again.uri).toBe(tracking.uri);
  expect(await readdir(home.servers)).toHaveLength(1);
  const [server] = await servers();
  await connect();
  expect(await servers()).toEqual([server]);
});

test('downloads straight from the disk', async () => {
  const tracking = await connect();
  const target = join(folder, 'downloaded');
  const located = await tracking.locate(cases.large?.uri ?? '', signal);
  await tracking.download(located, target, options);
  expect(await readdir(join(target, 'artifacts'))).toEqual(['wei ghts é.bin']);
  expect((await tracking.details(located, signal)).problems).toEqual([]);
});

test('says of what is not there that it is not in the database, not on the server that nobody asked for', async () => {
  const tracking = await connect('sqlite:///mlflow.db');
  const store = `sqlite:///${join(folder, 'mlflow.db')}`;
  const missing = [
    () => tracking.locate('models:/none/99', signal),
    () => tracking.locate(`runs:/${'0'.repeat(32)}/model`, signal),
    () =>
      tracking
        .models({ experiments: ['none'], orderBy: [], limit: 1 }, signal)
        [Symbol.asyncIterator]()
        .next()
  ];
  for (const ask of missing) {
    await expect(ask()).rejects.toMatchObject({ problem: { message: expect.stringContaining(store) as string } });
  }
});

test('names the database when its server does not answer any more', async () => {
  const tracking = await connect();
  const [server] = await servers();
  process.kill(-(server?.owner.pid ?? 0), 'SIGKILL');
  await expect(tracking.experiments(signal)).rejects.toMatchObject({
    problem: {
      code: 'tracking-unreachable',
      message: expect.stringContaining(`sqlite:///${join(folder, 'mlflow.db')}`) as string
    }
  });
});

test('ends to the last process when nobody uses it', async () => {
  await endServers();
  await connect(undefined, { DEPLOY_MODEL_SERVER_IDLE_SECONDS: '6' });
  const [server] = await servers();
  if (!server) {
    throw new Error('no server was recorded');
  }
  const group = server.owner.pid;
  expect((await groupOf(group)).length).toBeGreaterThan(1);
  while (isAlive(server.owner) || (await groupOf(group)).length > 0) {
    await sleep(200);
  }
  expect(await groupOf(group)).toEqual([]);
  expect(await servers()).toEqual([]);
});

test('starts again when the recorded server was killed', async () => {
  await connect();
  const [server] = await servers();
  process.kill(-(server?.owner.pid ?? 0), 'SIGKILL');
  await sleep(100);
  expect((await connect()).version).toMatch(/^3\./);
});

test('ends what a killed guard left, and starts again', async () => {
  await connect();
  const [server] = await servers();
  const group = server?.owner.pid ?? 0;
  process.kill(group, 'SIGKILL');
  expect((await groupOf(group)).length).toBeGreaterThan(0);
  expect((await connect()).version).toMatch(/^3\./);
  expect(await groupOf(group)).toEqual([]);
});

test('a server that is busy is waited for, not replaced', async () => {
  await connect();
  const [server] = await servers();
  const group = -(server?.owner.pid ?? 0);
  process.kill(group, 'SIGSTOP');
  // The guard stands still as well, and still counts as alive.
  setTimeout(() => process.kill(group, 'SIGCONT'), 1_000);
  await connect();
  expect(await servers()).toEqual([server]);
});

test('never touches a database of another version of MLflow', async () => {
  const path = join(folder, 'old.db');
  const script = `import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("create table alembic_version (version_num varchar(32))")
db.execute("insert into alembic_version values ('acf3f17fdcc7')")
db.execute("create table experiments (experiment_id integer)")
db.commit()`;
  await runCommand({ program: python, args: ['-c', script, path], signal });
  const before = hash(await readFile(path));
  await expect(connect('sqlite:///old.db')).rejects.toMatchObject({
    problem: { code: 'tracking-store-outdated', reason: expect.stringContaining('acf3f17fdcc7') }
  });
  expect(hash(await readFile(path))).toBe(before);
});

test('a database of something else is refused and stays as it is', async () => {
  const path = join(folder, 'other.db');
  await runCommand({
    program: python,
    args: ['-c', 'import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute("create table mine (a)")', path],
    signal
  });
  await expect(connect('sqlite:///other.db')).rejects.toMatchObject({ problem: { code: 'tracking-store-outdated' } });
  await writeFile(join(folder, 'text.db'), 'no database');
  await expect(connect('sqlite:///text.db')).rejects.toMatchObject({ problem: { code: 'tracking-wrong-address' } });
});

test('opens a folder of MLflow’s file store', async () => {
  const store = join(folder, 'files', 'mlruns');
  await mkdir(store, { recursive: true });
  const logged = await logModels(python, store, {
    env: { MLFLOW_ALLOW_FILE_STORE: 'true' },
    cwd: join(folder, 'files'),
    only: 'plain'
  });
  const tracking = await connect(store);
  const located = await tracking.locate(logged.plain?.uri ?? '', signal);
  const target = join(folder, 'from files');
  await tracking.download(located, target, options);
  expect(existsSync(join(target, 'MLmodel'))).toBe(true);
});

test.each([
  ['a database that is not there', 'sqlite:///none.db'],
  ['a folder that is not there', 'none'],
  ['a database of another kind', 'postgresql://user:pass@db/mlflow'],
  ['Databricks', 'databricks://profile']
])('%s is a wrong address', async (_name, uri) => {
  const error = await connect(uri).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ problem: { code: 'tracking-wrong-address' } });
  expect(JSON.stringify(error)).not.toContain('user:pass');
  expect(existsSync(join(folder, 'none.db'))).toBe(false);
});

test('nothing set and nothing here is said', async () => {
  const empty = createMlflow({ env: {}, home, cwd: home.servers });
  await expect(empty.connect(undefined, options)).rejects.toMatchObject({
    problem: { code: 'tracking-wrong-address', message: expect.stringContaining('no MLflow here') }
  });
});

test('without a Python that has MLflow says which to name', async () => {
  const bare = createMlflow({
    env: { PATH: '/nonexistent' },
    home: homeOf({ DEPLOY_MODEL_HOME: join(folder, 'h2') }),
    cwd: folder
  });
  await expect(bare.connect(undefined, options)).rejects.toMatchObject({ problem: { code: 'python-missing' } });
});

async function servers(): Promise<{ owner: { pid: number; started: string } }[]> {
  const names = await readdir(home.servers).catch(() => []);
  const records = await Promise.all(
    names.map(name => readFile(join(home.servers, name, 'server.json'), 'utf8').catch(() => ''))
  );
  return records.filter(text => text !== '').map(text => JSON.parse(text));
}

async function endServers(): Promise<void> {
  for (const { owner } of await servers()) {
    if (isAlive(owner)) {
      process.kill(-owner.pid, 'SIGKILL');
    }
  }
  await rm(home.servers, { recursive: true, force: true });
}

/** Processes of a group that still run. */
async function groupOf(group: number): Promise<string[]> {
  const { stdout } = await runCommand({ program: 'ps', args: ['-eo', 'pgid=,stat=,args='], signal });
  return stdout.split('\n').filter(line => line.trim().startsWith(`${group} `) && !line.includes(' Z'));
}

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
