import { Activity } from '../../src/service/activity';
import { Tasks } from '../../src/service/tasks';

const never = new AbortController().signal;
let words: string[];
let tasks: Tasks;

beforeEach(() => {
  words = [];
  tasks = new Tasks(new Activity(word => words.push(word)));
});

/** Goes on until it is cancelled. */
const endless = ({ signal }: { signal: AbortSignal }) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new Error('cancelled'))));

it('goes on by itself and keeps what came out', async () => {
  const verdict = { passed: true, cases: [], summary: 'Well.', reused: false, testedAt: 'now' };
  const { id, state } = tasks.start('test', 'churn', async ({ log }) => {
    log.line('model', 'loading with token=abcdef');
    return { verdict };
  });
  expect(state).toBe('running');
  const task = await tasks.wait({ id, after: 99, wait: 10 }, never);
  expect(task).toMatchObject({ state: 'finished', verdict, lines: ['loading with token=***'] });
  expect(words).toEqual(['busy', 'idle']);
});

it('keeps the Problem of one that failed', async () => {
  const { id } = tasks.start('start', 'churn', () => Promise.reject(new Error('no')));
  expect(await tasks.wait({ id, after: 99, wait: 10 }, never)).toMatchObject({
    state: 'failed',
    problem: { code: 'unexpected' }
  });
});

it('gives the same task to those who ask for the same', () => {
  const first = tasks.start('start', 'churn', endless);
  expect(tasks.start('start', 'churn', endless).id).toBe(first.id);
  expect(tasks.start('test', 'churn', endless).id).not.toBe(first.id);
  expect(tasks.start('start', 'other', endless).id).not.toBe(first.id);
});

it('lists what is about a subject, newest first, so that a page that was closed finds it again', async () => {
  const watching = tasks.start('decide', 'churn', endless);
  const tested = tasks.start('test', 'churn', async () => ({}));
  tasks.start('start', 'other', endless);
  await tasks.wait({ id: tested.id, after: 99, wait: 10 }, never);
  expect(tasks.list({ subject: 'churn' }).map(({ id, state }) => [id, state])).toEqual([
    [tested.id, 'finished'],
    [watching.id, 'running']
  ]);
  expect(tasks.list()).toHaveLength(3);
  await tasks.close();
});

it('cancels, and says so', async () => {
  const { id } = tasks.start('start', 'churn', endless);
  expect(await tasks.cancel(id)).toMatchObject({ state: 'cancelled', problem: { code: 'cancelled' } });
  expect(words).toEqual(['busy', 'idle']);
});

it('answers at once when the task has changed since', async () => {
  const { id } = tasks.start('start', 'churn', async context => {
    context.log.line('model', 'one');
    return endless(context);
  });
  const started = Date.now();
  expect(await tasks.wait({ id, after: 0, wait: 20 }, never)).toMatchObject({ lines: ['one'], changes: 1 });
  expect(Date.now() - started).toBeLessThan(15_000);
  await tasks.close();
});

it('keeps the last 200 lines', async () => {
  const { id } = tasks.start('start', 'churn', async ({ log }) => {
    Array.from({ length: 300 }, (_, index) => log.line('model', String(index)));
    return {};
  });
  const { lines } = await tasks.wait({ id, after: 999, wait: 10 }, never);
  expect([lines.length, lines[0], lines.at(-1)]).toEqual([200, '100', '299']);
});

it('knows no task of an earlier service', async () => {
  await expect(tasks.wait({ id: 'gone', after: 0, wait: 0 }, never)).rejects.toMatchObject({
    problem: { code: 'no-such-task' }
  });
});
