import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LogFile } from '../../src/supervisor/log-file';
import { Supervisor } from '../../src/supervisor/supervisor';
import { TIMES, type Times } from '../../src/supervisor/times';
import type { ProcessSpec, ProcessState } from '../../src/tools/processes';
import { marked, Workbench } from '../tools/processes/workbench';

const MODEL = 'class Model:\n    pass\n';
/** Once there is a file `busy`, it holds Python's lock, so that it cannot answer, while a child of it eats memory. */
const BUSY = `
import ctypes, os, subprocess, sys, threading, time
def busy():
    while not os.path.exists("busy"):
        time.sleep(0.01)
    subprocess.Popen([sys.executable, "-c", "import time; big = bytearray(300_000_000); time.sleep(600)"])
    ctypes.PyDLL(None).sleep(600)
class Model:
    def load(self):
        threading.Thread(target=busy).start()
`;
const IGNORES_SIGTERM = `
import ctypes, subprocess, sys
# Python's own signal() works in the main thread only.
ctypes.CDLL(None).signal(15, ctypes.c_void_p(1))
class Model:
    def load(self):
        code = "import signal,time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
        subprocess.Popen([sys.executable, "-c", code])
        subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
`;
/** Of this run alone: another one may go on beside it. */
const MARK = `supervised-in-test-${randomUUID()}`;

jest.setTimeout(120_000);

let bench: Workbench;
let number = 0;
beforeAll(async () => {
  bench = await Workbench.open();
});
afterAll(() => bench.close());

async function supervise(code: string, changes: Partial<ProcessSpec>, times: Partial<Times>) {
  const { spec } = await bench.serving(`unused-${number}`, code, { restart: true, ...changes });
  spec.env = { ...spec.env, DEPLOY_MODEL_INSTANCE: MARK };
  const path = join(bench.folder, `supervised-${number++}.log`);
  const log = new LogFile(path);
  const states: ProcessState[] = [];
  const publish = (state: ProcessState) => states.push({ ...state });
  const supervisor = new Supervisor({ spec, log, publish, unwanted: () => undefined, times: { ...TIMES, ...times } });
  const ended = supervisor.run().finally(() => rmSync(path));
  const until = async (isSo: (state: ProcessState) => boolean) => {
    for (const deadline = Date.now() + 60_000; !states.some(isSo); await new Promise(next => setTimeout(next, 10))) {
      if (Date.now() > deadline) {
        throw new Error(`It never came to that: ${JSON.stringify(states)}`);
      }
    }
  };
  const stop = async () => {
    supervisor.stop('It was stopped.');
    await ended;
  };
  return { states, until, stop, folder: spec.cwd };
}

/** Makes it answer never again, without ending. */
function hang(states: readonly ProcessState[]): number {
  const { pid } = states.at(-1)!.child!;
  process.kill(pid, 'SIGSTOP');
  return pid;
}

test('a ready process that no longer answers is started again', async () => {
  const { until, states, stop } = await supervise(MODEL, {}, { unresponsive: 1_000, probeTimeout: 300, grace: 300 });
  await until(({ state }) => state === 'running');
  hang(states);

  await until(state => state.restarts === 1 && state.state === 'running');
  await stop();

  expect(states.find(({ state }) => state === 'restarting')?.reason).toContain('not answered');
  expect(marked(MARK)).toEqual([]);
});

test('a stop while it waits for the next attempt ends it at once', async () => {
  const { until, states, stop } = await supervise('import os\nos._exit(1)\n', {}, { firstDelay: 60_000 });
  await until(state => state.state === 'restarting');

  const began = Date.now();
  await stop();

  expect(Date.now() - began).toBeLessThan(20_000);
  expect(states.at(-1)).toMatchObject({ state: 'stopped' });
});

test('a stop does not wait for the answer of a model that hangs', async () => {
  const { until, states, stop } = await supervise(MODEL, {}, { probeTimeout: 60_000, liveness: 10, grace: 300 });
  await until(({ state }) => state === 'running');
  const pid = hang(states);
  await bench.waitFor(() => /\) T /.test(readFileSync(`/proc/${pid}/stat`, 'latin1')));

  const began = Date.now();
  await stop();

  expect(Date.now() - began).toBeLessThan(20_000);
  expect(marked(MARK)).toEqual([]);
});

test('the memory of a model that does not answer is watched all the same', async () => {
  const memoryLimit = 200 * 1024 * 1024;
  const times = { probeTimeout: 60_000, grace: 300 };
  const { until, states, stop, folder } = await supervise(BUSY, { memoryLimit }, times);
  await until(({ state }) => state === 'running');
  writeFileSync(join(folder, 'busy'), '');

  await until(({ state }) => state === 'restarting');
  await stop();

  expect(states.find(({ state }) => state === 'restarting')?.reason).toContain('memory');
});

test('what ignores SIGTERM is ended by force, its children in other sessions too', async () => {
  const { until, stop } = await supervise(IGNORES_SIGTERM, {}, { grace: 300 });
  await until(({ state }) => state === 'running');
  await bench.waitFor(() => marked(MARK).length === 3);

  await stop();

  // What is killed is gone a moment later.
  await bench.waitFor(() => marked(MARK).length === 0);
});

test('a process that never gets ready is given up after five attempts', async () => {
  const { until, states, stop } = await supervise('import os\nos._exit(3)\n', {}, { firstDelay: 1, lastDelay: 1 });

  await until(({ state }) => state === 'failed');
  await stop();

  expect(states.at(-1)).toMatchObject({ problem: 'model-crashed', restarts: 4 });
});

test('a process that once was ready is started again more than five times', async () => {
  const { until, states, stop } = await supervise(MODEL, {}, { firstDelay: 1, lastDelay: 1 });
  for (let life = 0; life < 6; life++) {
    await until(state => state.restarts === life && state.state === 'running');
    process.kill(states.at(-1)!.child!.pid, 'SIGKILL');
  }

  await until(state => state.restarts === 6 && state.state === 'running');
  await stop();

  expect(states.some(({ state }) => state === 'failed')).toBe(false);
});

test('it says that it was killed from outside', async () => {
  const { until, states, stop } = await supervise(MODEL, { restart: false }, {});
  await until(({ state }) => state === 'running');
  process.kill(states.at(-1)!.child!.pid, 'SIGKILL');

  await until(({ state }) => state === 'failed');
  await stop();

  expect(states.find(({ state }) => state === 'failed')).toMatchObject({ problem: 'model-crashed' });
});
