import { mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beat, livesBy } from '../../src/tools/heartbeat';
import { identify } from '../../src/tools/process-identity';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heartbeat-'));
  file = join(folder, 'state.json');
  await writeFile(file, '{}');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const elsewhere = { pid: 1, started: 'some boot-1', host: 'another-machine' };
const here = identify(process.pid)!;

function age(minutes: number): Promise<void> {
  const time = Date.now() / 1000 - minutes * 60;
  return utimes(file, time, time);
}

it('believes what this machine says of its own processes, however old the file is', async () => {
  await age(60);
  expect(await livesBy(here, file)).toBe(true);
  expect(await livesBy({ ...here, started: 'another boot-1' }, file)).toBe(false);
});

it('takes a process of another machine for alive while its file is young', async () => {
  await age(4);
  expect(await livesBy(elsewhere, file)).toBe(true);
});

it('takes it for gone when it has been silent for long', async () => {
  await age(6);
  expect(await livesBy(elsewhere, file)).toBe(false);
});

it('takes it for alive when nothing is known', async () => {
  expect(await livesBy(elsewhere, join(folder, 'none'))).toBe(true);
});

it('keeps a file young until it is told to rest', async () => {
  jest.useFakeTimers({ now: Date.now(), doNotFake: ['nextTick', 'setImmediate'] });
  await age(6);
  const rest = beat(file);
  jest.advanceTimersByTime(10_000);
  jest.useRealTimers();
  while (!(await livesBy(elsewhere, file))) {
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  rest();
  expect((await stat(file)).mtimeMs).toBeGreaterThan(Date.now() - 60_000);
});
