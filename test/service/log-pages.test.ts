import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pipeline } from '../../src/pipeline/pipeline';
import { LogPages } from '../../src/service/log-pages';
import { MODEL, predict, TargetBench } from '../pipeline/targets/workbench';

const never = new AbortController().signal;
const TALKING = MODEL.replace('return', 'print("asked", X, flush=True)\n        return');
let bench: TargetBench;
let pages: LogPages;

beforeEach(async () => {
  bench = await TargetBench.open();
  const pipeline = { deployment, at: () => pipeline } as unknown as Pipeline;
  pages = new LogPages(pipeline);
  await deploy();
});
afterEach(async () => {
  pages.close();
  await bench.close();
});

async function deployment(name: string) {
  const found = await bench.target.status(name);
  return found ? { target: bench.target, deployment: found } : Promise.reject(new Error('Not deployed.'));
}

async function deploy() {
  return bench.target.deploy(await bench.tested(TALKING), 'sum', bench.context());
}

const logFile = () => join(bench.home.deployments, 'sum', 'revisions', '1', 'process', 'model.log');

/** Asks the model; what it says then is in its log afterwards. */
async function ask(row: number[]) {
  const { endpoint } = (await bench.target.status('sum'))!;
  await predict(endpoint!.predictions, [row]);
  while (!(await readFile(logFile(), 'utf8')).includes(said(row))) {
    await sleep(10);
  }
}

const said = (row: number[]) => `asked [[${row.join(', ')}]]`;

/** The first page of a log in which there are lines. */
async function firstPage(changes: { lines?: number } = {}) {
  for (;;) {
    const first = await page(changes);
    if (first.lines.length > 0) {
      return first;
    }
  }
}

const page = (changes: { cursor?: string; wait?: number; lines?: number } = {}) =>
  pages.page({ name: 'sum', lines: 1000, wait: 0, ...changes }, never);

it('gives what is there, then what comes, then waits', async () => {
  await ask([11, 12]);
  const first = await firstPage();
  expect(first.restarted).toBe(true);
  expect(first.lines.join('\n')).toContain(said([11, 12]));

  const waiting = page({ cursor: first.cursor, wait: 20 });
  await ask([3, 4]);
  const second = await waiting;
  expect(second.restarted).toBe(false);
  expect(second.lines.join('\n')).toContain(said([3, 4]));
  expect(second.lines.join('\n')).not.toContain(said([11, 12]));

  expect(await page({ cursor: second.cursor })).toMatchObject({ lines: [], restarted: false });
});

it('gives lines again when their answer was lost', async () => {
  const { cursor } = await page();
  await ask([5, 6]);
  const { lines } = await page({ cursor, wait: 20 });
  expect(lines.length).toBeGreaterThan(0);
  expect((await page({ cursor, wait: 20 })).lines).toEqual(expect.arrayContaining(lines));
});

it('begins with the last lines only', async () => {
  await ask([7, 8]);
  await ask([9, 10]);
  expect((await firstPage({ lines: 1 })).lines).toHaveLength(1);
});

it('begins anew for a new revision, which has a log of its own', async () => {
  await ask([11, 12]);
  const { cursor } = await page();
  await deploy();
  const next = await page({ cursor, wait: 1 });
  expect(next.restarted).toBe(true);
  expect(next.lines.join('\n')).not.toContain(said([11, 12]));
});

it('gives a log of many lines in several pages', async () => {
  const line = `${new Date().toISOString()} ${'x'.repeat(100)}`;
  await appendFile(logFile(), `${line}\n`.repeat(40_000));
  let { lines, cursor } = await page({ lines: 200_000, wait: 20 });
  const sizes = [lines.length];
  while (lines.length > 0) {
    ({ lines, cursor } = await page({ cursor }));
    sizes.push(lines.length);
  }
  expect(sizes.length).toBeGreaterThan(2);
  expect(sizes.reduce((sum, size) => sum + size)).toBeGreaterThanOrEqual(40_000);
});

it('knows no log of what is not deployed', async () => {
  await expect(pages.page({ name: 'none', lines: 1, wait: 0 }, never)).rejects.toThrow('Not deployed.');
});
