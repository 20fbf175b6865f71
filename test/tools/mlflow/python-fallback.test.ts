import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect as connectSocket } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../../src/tools/log';
import { silent } from '../../../src/tools/log';
import { html, MLMODEL } from '../../fakes/mlflow-server';
import { freePort, mlflowPython, newestMlflow } from '../../fixtures/mlflow-environments';
import { FaultBench, problemOf, signal } from './workbench';

// A storage that the tracking server cannot read (only that is made up) and a real Python with MLflow can: FTP.

jest.setTimeout(120_000);

const PASSWORD = 'sesame-open';

let python: string;
let bench: FaultBench;
let storage: ChildProcess;
let port: number;

beforeAll(async () => (python = await mlflowPython(newestMlflow)), 600_000);
beforeEach(async () => {
  bench = await FaultBench.open();
  const model = join(bench.folder, 'storage', 'run 1', 'model');
  await mkdir(join(model, 'data'), { recursive: true });
  await writeFile(join(model, 'MLmodel'), MLMODEL);
  await writeFile(join(model, 'data', 'weights.bin'), Buffer.alloc(100_000, 'abc'));
  port = await freePort();
  const login = ['-i', '127.0.0.1', '-p', String(port), '-u', 'ada', '-P', PASSWORD];
  storage = spawn(python, ['-m', 'pyftpdlib', ...login, '-d', join(bench.folder, 'storage')], { stdio: 'ignore' });
  await listening(port);
  bench.fake.run.info.artifact_uri = `ftp://ada:${PASSWORD}@127.0.0.1:${port}/run 1`;
  bench.fake.handle = ({ path }) =>
    /artifact/.test(path) ? { status: 500, text: '<h1>No module named boto3</h1>', headers: html() } : undefined;
});
afterEach(async () => {
  storage.kill('SIGKILL');
  await once(storage, 'exit');
  await bench.close();
});

async function listening(at: number): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const socket = connectSocket(at, '127.0.0.1');
    const open = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false)
    ]).catch(() => false);
    socket.destroy();
    if (open) {
      return;
    }
    await sleep(100);
  }
  throw new Error('The storage did not start.');
}

/** Downloads `runs:/run/model`, which no tag names; gives what was said on the way. */
async function download(env: NodeJS.ProcessEnv): Promise<string[]> {
  const lines: string[] = [];
  const log: Log = { ...silent, line: (_, line) => lines.push(line) };
  const tracking = await bench.connect(bench.fake.uri, { ...process.env, ...env });
  await tracking.download(await tracking.locate('runs:/run/model', signal), join(bench.folder, 'model'), {
    log,
    signal
  });
  return lines;
}

test('what the server cannot read is fetched with the Python of the person', async () => {
  const lines = await download({ DEPLOY_MODEL_PYTHON: python });

  const target = join(bench.folder, 'model');
  expect(await readFile(join(target, 'MLmodel'), 'utf8')).toBe(MLMODEL);
  expect(await readFile(join(target, 'data', 'weights.bin'))).toEqual(Buffer.alloc(100_000, 'abc'));
  expect((await readdir(bench.folder)).sort()).toEqual(['model', 'storage']);
  expect(lines.join('\n')).toContain('cannot list the files');
  expect(lines.join('\n')).not.toContain(PASSWORD);
});

test('storage that Python cannot read either is said, without its password, and nothing is left', async () => {
  await rm(dirname(join(bench.folder, 'storage', 'run 1', 'model')), { recursive: true });

  const problem = await problemOf(download({ DEPLOY_MODEL_PYTHON: python }));

  expect(problem.code).toBe('artifacts-unreachable');
  expect(JSON.stringify(problem)).not.toContain(PASSWORD);
  expect(await readdir(bench.folder)).toEqual(['storage']);
});

test('where no Python has MLflow it is said what to install', async () => {
  const bare = { PATH: '/nonexistent', VIRTUAL_ENV: '', CONDA_PREFIX: '', DEPLOY_MODEL_HOST_PYTHON: '' };

  expect((await problemOf(download({ ...bare, DEPLOY_MODEL_PYTHON: '' }))).code).toBe('python-missing');
});
