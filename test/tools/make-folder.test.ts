import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../../src/tools/make-folder';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'make-folder-'))));
afterEach(() => rm(folder, { recursive: true }));

test('a folder is made with those above it, all with the same permissions', async () => {
  await makeFolder(join(folder, 'a', 'b', 'c'), 0o700);
  for (const name of ['a', 'a/b', 'a/b/c']) {
    expect((await stat(join(folder, name))).mode & 0o777).toBe(0o700);
  }
});

test('one that is there is left alone, also when several want it at the same time', async () => {
  const path = join(folder, 'a', 'b');
  await Promise.all(Array.from({ length: 8 }, () => makeFolder(path)));
  await writeFile(join(path, 'file'), 'kept');
  await makeFolder(path);
  expect((await stat(join(path, 'file'))).size).toBe(4);
});

test('a file of that name is not taken for it', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(makeFolder(join(folder, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeFolder(join(folder, 'file', 'a', 'b'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});

test('where no folder can be made, that is said at once', async () => {
  await expect(makeFolder('/proc/x/y/z')).rejects.toMatchObject({ syscall: 'mkdir' });
});
