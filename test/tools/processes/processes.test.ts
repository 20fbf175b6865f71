import { spawn } from 'node:child_process';
import { readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { identify, isAlive } from '../../../src/tools/process-identity';
import { marked, Workbench } from './workbench';

const MODEL = `
class Model:
    def predict(self, X, names, meta):
        return X
`;
const FORKS = `
import subprocess, sys
class Model:
    def load(self):
        code = "import time; time.sleep(600)"
        subprocess.Popen([sys.executable, "-c", code])
        subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
`;

jest.setTimeout(120_000);

let bench: Workbench;
beforeAll(async () => {
  bench = await Workbench.open();
});
afterAll(() => bench.close());

test('a started process is running once it answers', async () => {
  const it = await bench.serving('runs', MODEL);

  const status = await bench.begin(it);

  expect(status).toMatchObject({ state: 'running', restarts: 0 });
  expect((await fetch(`http://127.0.0.1:${it.spec.port}/health/ping`)).status).toBe(200);
  expect(status.memory).toBeGreaterThan(1_000_000);
});

test('stop leaves nothing running and can be called again', async () => {
  const it = await bench.serving('stops', FORKS);
  await bench.begin(it);
  await bench.untilLeft(it.folder, 3);

  await bench.processes.stop(it.folder);
  await bench.processes.stop(it.folder);

  expect(bench.left(it.folder)).toEqual([]);
  expect(await bench.processes.status(it.folder)).toMatchObject({ state: 'stopped' });
});

test('a class that fails while it loads is failed for good, with its own error', async () => {
  const it = await bench.serving(
    'load-fails',
    'class Model:\n    def load(self):\n        raise ValueError("no weights")\n'
  );

  const status = await bench.begin(it);

  expect(status).toMatchObject({ state: 'failed', problem: 'model-load-failed' });
  expect(status.reason).toContain('ValueError: no weights');
  expect(status.detail).toContain('Traceback');
  expect(bench.left(it.folder)).toEqual([]);
});

test('a process that hangs while it loads fails when its time is over', async () => {
  const code = 'import time\nclass Model:\n    def load(self):\n        time.sleep(600)\n';
  const it = await bench.serving('hangs', code, { startTimeoutSeconds: 1 });

  expect(await bench.begin(it)).toMatchObject({ state: 'failed', problem: 'model-start-timeout' });
  expect(bench.left(it.folder)).toEqual([]);
});

test('a process that ends before it is ready is failed', async () => {
  const it = await bench.serving('exits', 'import os\nos._exit(3)\n');

  const status = await bench.begin(it);

  expect(status).toMatchObject({ state: 'failed', problem: 'model-crashed' });
  expect(status.reason).toContain('exit code 3');
});

test('a program that does not exist is failed', async () => {
  const it = await bench.serving('no-program', MODEL, { program: '/nowhere/python' });

  expect(await bench.begin(it)).toMatchObject({ state: 'failed', problem: 'model-crashed' });
});

test('a process that uses more memory than it may is ended', async () => {
  const code =
    'import time\nclass Model:\n    def load(self):\n        self.big = bytearray(300_000_000)\n        time.sleep(600)\n';
  const it = await bench.serving('eats', code, { memoryLimit: 100 * 1024 * 1024 });

  const status = await bench.begin(it);

  expect(status).toMatchObject({ state: 'failed', problem: 'model-out-of-memory' });
  expect(bench.left(it.folder)).toEqual([]);
});

test('a taken port is found before the process starts', async () => {
  const it = await bench.serving('taken', MODEL);
  const other = createServer();
  await new Promise<void>(resolve => other.listen(it.spec.port, '127.0.0.1', resolve));

  const status = await bench.begin(it);
  await new Promise(resolve => other.close(resolve));

  expect(status).toMatchObject({ state: 'failed', problem: 'port-taken' });
});

test('a killed process is started again', async () => {
  const it = await bench.serving('killed', MODEL, { restart: true });
  const { pid } = await bench.begin(it);

  process.kill(pid!, 'SIGKILL');
  const again = await bench.until(it.folder, status => status.restarts === 1 && status.state === 'running');

  expect(again.pid).not.toBe(pid);
});

test('the model ends when its supervisor is killed, and the status says that it is lost', async () => {
  const it = await bench.serving('lost', MODEL, { restart: true });
  await bench.begin(it);

  process.kill(bench.supervisorOf(it.folder), 'SIGKILL');
  const status = await bench.until(it.folder, ({ state }) => state === 'lost');

  expect(status.reason).toContain('supervisor');
  await bench.untilLeft(it.folder, 0);
});

test('what a killed supervisor left behind ends before the next start', async () => {
  const it = await bench.serving('orphans', FORKS, { restart: true });
  await bench.begin(it);
  process.kill(bench.supervisorOf(it.folder), 'SIGKILL');
  await bench.until(it.folder, ({ state }) => state === 'lost');
  const orphans = bench.left(it.folder);

  await bench.begin(it);

  expect(orphans.length).toBeGreaterThanOrEqual(2);
  expect(orphans.filter(pid => identify(pid) !== undefined)).toEqual([]);
});

test('after the machine was restarted a deployment is lost', async () => {
  const it = await bench.serving('rebooted', MODEL, { restart: true });
  await bench.begin(it);
  const path = join(it.folder, 'state.json');
  const state = readFileSync(path, 'utf8');
  const supervisor = bench.supervisorOf(it.folder);

  writeFileSync(path, state.replaceAll(/"started":"[0-9a-f-]{36}/g, '"started":"00000000-0000-0000-0000-000000000000'));
  const status = await bench.processes.status(it.folder);
  writeFileSync(path, state);

  expect(status).toMatchObject({ state: 'lost', reason: 'The machine was restarted.' });
  expect(identify(supervisor)).toBeDefined();
});

test('a supervisor that is ended by a signal and not by us leaves a deployment that is lost', async () => {
  const it = await bench.serving('shut-down', MODEL, { restart: true });
  await bench.begin(it);

  process.kill(bench.supervisorOf(it.folder), 'SIGTERM');
  const status = await bench.until(it.folder, ({ state }) => state === 'lost');

  expect(status.reason).toContain('SIGTERM');
  expect(bench.left(it.folder)).toEqual([]);
  await bench.processes.stop(it.folder);
  expect(await bench.processes.status(it.folder)).toMatchObject({ state: 'stopped' });
});

test('a state that a power failure cut short is no hindrance', async () => {
  const it = await bench.serving('torn', MODEL);
  await bench.begin(it);
  await bench.processes.stop(it.folder);
  writeFileSync(join(it.folder, 'state.json'), '{"supervisor":');
  writeFileSync(join(it.folder, 'spec.json'), '');

  expect(await bench.processes.status(it.folder)).toBeUndefined();
  expect(await bench.begin(it)).toMatchObject({ state: 'running' });
});

test('a process whose folder is removed ends', async () => {
  const it = await bench.serving('removed', MODEL, { restart: true });
  await bench.begin(it);
  const [supervisor, mark] = [identify(bench.supervisorOf(it.folder))!, bench.markOf(it.folder)];

  rmSync(it.folder, { recursive: true });

  await bench.waitFor(() => marked(mark).length === 0 && !isAlive(supervisor));
});

test('a throw-away instance ends when its owner is gone', async () => {
  const owner = spawn('sleep', ['600']);
  const it = await bench.serving('owned', MODEL, { owner: identify(owner.pid!) });
  await bench.begin(it);

  owner.kill('SIGKILL');
  await bench.until(it.folder, ({ state }) => state === 'stopped');

  expect(bench.left(it.folder)).toEqual([]);
});

test('an instance outlives its owner once the record of its deployment names it, and not when it names another', async () => {
  const owner = spawn('sleep', ['600']);
  const record = { file: join(bench.folder, 'record.json'), revision: 2 };
  const it = await bench.serving('recorded', MODEL, { owner: identify(owner.pid!), record });
  await bench.begin(it);

  writeFileSync(record.file, '{"revision":2}');
  owner.kill('SIGKILL');
  await new Promise(resolve => setTimeout(resolve, 1_500));
  expect(await bench.processes.status(it.folder)).toMatchObject({ state: 'running' });

  writeFileSync(record.file, '{"revision":3}');
  await bench.untilLeft(it.folder, 0);
});

test('an instance of another machine with the same home folder is told as it says, and not stopped from here', async () => {
  const it = await bench.serving('elsewhere', MODEL);
  await bench.begin(it);
  const file = join(it.folder, 'state.json');
  const mine = readFileSync(file, 'utf8');
  const state = JSON.parse(mine) as { supervisor: object };
  writeFileSync(file, JSON.stringify({ ...state, supervisor: { ...state.supervisor, host: 'another-machine' } }));

  expect(await bench.processes.status(it.folder)).toMatchObject({ state: 'running' });
  await expect(bench.processes.stop(it.folder)).rejects.toMatchObject({
    problem: { code: 'deployment-busy', reason: expect.stringContaining('another-machine') as string }
  });
  utimesSync(file, 0, 0);
  expect(await bench.processes.status(it.folder)).toMatchObject({ state: 'lost' });

  writeFileSync(file, mine);
  await bench.processes.stop(it.folder);
});

test('a folder in which nothing was started has no status', async () => {
  expect(await bench.processes.status(join(bench.folder, 'nothing'))).toBeUndefined();
});

test('the log keeps what is not UTF-8 in lines with time stamps', async () => {
  const code =
    'import sys\nsys.stdout.buffer.write(b"caf\\xe9\\nsecond")\nsys.stdout.flush()\nimport os\nos._exit(1)\n';
  const it = await bench.serving('latin', code);
  await bench.begin(it);

  const lines = await Array.fromAsync(
    bench.processes.logs(it.folder, { follow: false, lines: 10, signal: new AbortController().signal })
  );

  expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z caf\uFFFD$/);
  expect(lines[1]).toMatch(/Z second$/);
});
