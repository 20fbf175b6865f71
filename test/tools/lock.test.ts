import { mkdir, mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withLock } from '../../src/tools/lock';

const { signal } = new AbortController();
let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'lock-'))));
afterEach(() => rm(folder, { recursive: true }));

test('lets one at a time in, and gives the value of the work', async () => {
  const seen: string[] = [];
  const work = (name: string) => async () => {
    seen.push(`${name} in`);
    await sleep(30);
    seen.push(`${name} out`);
    return name;
  };
  const path = join(folder, 'deep', 'thing');
  const names = await Promise.all(['a', 'b', 'c'].map(name => withLock(path, work(name), { signal })));
  expect(names).toEqual(['a', 'b', 'c']);
  seen.forEach((entry, at) => at % 2 === 1 && expect(entry[0]).toBe(seen[at - 1]?.[0]));
  expect(seen).toHaveLength(6);
});

test('is free again after the work failed', async () => {
  const path = join(folder, 'thing');
  await expect(withLock(path, () => Promise.reject(new Error('no')), { signal })).rejects.toThrow('no');
  expect(await withLock(path, async () => 1, { signal })).toBe(1);
});

test('stops waiting when aborted', async () => {
  const path = join(folder, 'thing');
  const abort = new AbortController();
  await withLock(
    path,
    async () => {
      const waiting = withLock(path, async () => 1, { signal: abort.signal });
      abort.abort(new Error('enough'));
      await expect(waiting).rejects.toThrow('enough');
    },
    { signal }
  );
});

test('takes over the lock of a holder that was killed', async () => {
  const path = join(folder, 'thing');
  await mkdir(`${path}.lock`);
  const past = new Date(Date.now() - 60_000);
  await utimes(`${path}.lock`, past, past);
  expect(await withLock(path, async () => 1, { signal })).toBe(1);
});
