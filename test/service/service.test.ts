import { stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Run } from '../../src/contract/run';
import { ServiceBench } from './bench';

// Every test starts the real program, some of them twice.
jest.setTimeout(120_000);

let bench: ServiceBench;
let silent: Server;

beforeAll(async () => {
  bench = await ServiceBench.open();
  // Takes connections and never says a word: what is asked of it goes on for long.
  silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
});
beforeEach(() => bench.start());
afterEach(async () => {
  bench.process.stdin.end();
  await bench.ended();
});
afterAll(async () => {
  silent.close();
  await bench.close();
});

function endless(): Promise<Run> {
  const trackingUri = `http://user:pass-word@127.0.0.1:${(silent.address() as AddressInfo).port}`;
  return bench.client.startRun({ model: `runs:/${'0'.repeat(32)}/model`, trackingUri });
}

async function ended(id: string): Promise<Run> {
  let after = 0;
  for (;;) {
    const page = await bench.client.waitForEvents({ id, after, wait: 20 });
    if (page.state !== 'running' && page.events.length === 0) {
      return bench.client.getRun({ id });
    }
    after = page.last;
  }
}

it('lets nobody else to its socket', async () => {
  expect((await stat(bench.socket)).mode & 0o777).toBe(0o600);
});

it('tells who answers', async () => {
  expect(await bench.client.getStatus({})).toMatchObject({ version: '1.2.3', pid: bench.process.pid, busy: [] });
});

it('ends when its standard input closes', async () => {
  bench.process.stdin.end();
  expect(await bench.ended()).toBe(0);
});

it('ends while somebody waits and while a run goes on, and the run can be resumed', async () => {
  const { id } = await endless();
  const waiting = bench.client.waitForEvents({ id, after: 99, wait: 25 }).catch(() => 'hung up');
  bench.process.stdin.end();
  expect(await bench.ended()).toBe(0);
  await waiting;

  await bench.start();
  expect(await bench.client.getRun({ id })).toMatchObject({ state: 'interrupted' });
  expect(await bench.client.resumeRun({ id })).toMatchObject({ state: 'running' });
  expect(await bench.client.cancelRun({ id })).toMatchObject({ state: 'cancelled' });
});

it('says of a run that a crash cut off that it was interrupted', async () => {
  const { id } = await endless();
  await bench.kill();
  await bench.start();
  expect(await bench.client.getRun({ id })).toMatchObject({ state: 'interrupted', problem: { code: 'unexpected' } });
});

it('lets one of two services go on with a run, and the other one says why not', async () => {
  const { id } = await endless();
  await bench.kill();
  await bench.start();
  const other = await bench.another();
  const answers = await Promise.allSettled([bench.client, other.client].map(client => client.resumeRun({ id })));
  expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { problem: { code: 'run-busy', reason: expect.stringMatching(/process \d+/) as string } }
  });
  // Both tell the same of it, and either may cancel it.
  expect(await other.client.getRun({ id })).toMatchObject({ state: 'running' });
  expect(await other.client.cancelRun({ id })).toMatchObject({ state: 'cancelled' });
  expect(await bench.client.getRun({ id })).toMatchObject({ state: 'cancelled' });
  other.process.stdin.end();
  await other.ended();
});

it('says when it is at work and when no more', async () => {
  bench.words.length = 0;
  const [first, second] = [await endless(), await endless()];
  expect((await bench.client.getStatus({})).busy.sort()).toEqual([first.id, second.id].sort());
  await bench.client.cancelRun({ id: first.id });
  await bench.client.cancelRun({ id: second.id });
  // The answer and the word come by two ways.
  while (bench.words.length < 2) {
    await sleep(5);
  }
  expect(bench.words).toEqual(['busy', 'idle']);
});

it('tells no password of a tracking server', async () => {
  const { id } = await endless();
  const told = JSON.stringify([
    await bench.client.getRun({ id }),
    await bench.client.listRuns({}),
    await bench.client.cancelRun({ id }),
    await bench.client.waitForEvents({ id })
  ]);
  expect(told).not.toContain('pass-word');
});

it('goes on with a run when its caller hangs up', async () => {
  const { id } = await endless();
  const hungUp = new AbortController();
  const waiting = bench.client.waitForEvents({ id, after: 99, wait: 25 }, hungUp.signal);
  hungUp.abort();
  await expect(waiting).rejects.toThrow();
  expect(await bench.client.getRun({ id })).toMatchObject({ state: 'running' });
  await bench.client.cancelRun({ id });
});

it('wraps, waits for an edit, and goes on to an endpoint that answers', async () => {
  const { client } = bench;
  const { id } = await client.startRun({ model: await bench.classFolder('adder'), name: 'adder', until: 'wrap' });
  expect(await ended(id)).toMatchObject({ state: 'finished' });

  const { files } = await client.getWrappedFolder({ id });
  const { text = '' } = files.find(({ path }) => path === 'Adder.py')!;
  await client.saveWrappedFile({ id, path: 'Adder.py', text: text.replace('sum(row)', '2 * sum(row)') });
  await client.resumeRun({ id, startTimeout: 60 });
  const run = await ended(id);
  expect(run.problem).toBeUndefined();
  expect(run.stages.map(({ state }) => state)).toEqual(Array(5).fill('finished'));

  expect(await client.predict({ name: 'adder', request: '{"data": {"ndarray": [[1, 2]]}}' })).toMatchObject({
    status: 200,
    answer: expect.stringContaining('[[6]]') as string
  });
  const log = await client.waitForLog({ name: 'adder' });
  expect(log).toMatchObject({ restarted: true, lines: expect.arrayContaining([]) as string[] });
  expect(await client.waitForLog({ name: 'adder', cursor: log.cursor })).toMatchObject({ restarted: false });
  expect(await client.listRevisions({ name: 'adder' })).toMatchObject([{ revision: 1, run: id, current: true }]);

  expect(await client.stopDeployment({ name: 'adder' })).toMatchObject({ state: 'stopped' });
  await expect(client.predict({ name: 'adder', request: '{}' })).rejects.toMatchObject({
    problem: { code: 'endpoint-unreachable' }
  });
  const task = await client.startDeployment({ name: 'adder' });
  let now = task;
  while (now.state === 'running') {
    now = await client.waitForTask({ id: task.id, after: now.changes, wait: 20 });
  }
  expect(now).toMatchObject({ state: 'finished', deployment: { state: 'running' } });
  expect(await client.removeDeployment({ name: 'adder' })).toEqual({ removed: 'adder' });
  expect(await client.listDeployments({})).toEqual([]);
}, 120_000);
