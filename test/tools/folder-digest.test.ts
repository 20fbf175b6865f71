import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf, filesOf } from '../../src/tools/folder-digest';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'digest ü '));
  await mkdir(join(folder, 'a', 'sub'), { recursive: true });
  await writeFile(join(folder, 'a', 'sub', 'x'), '1');
  await writeFile(join(folder, 'a', 'y'), '2');
});
afterEach(() => rm(folder, { recursive: true }));

it('is equal for a copy and changes with a byte or a name', async () => {
  const before = await digestOf(join(folder, 'a'));
  await cp(join(folder, 'a'), join(folder, 'b'), { recursive: true });
  expect(await digestOf(join(folder, 'b'))).toBe(before);
  await writeFile(join(folder, 'b', 'y'), '3');
  expect(await digestOf(join(folder, 'b'))).not.toBe(before);
  await rm(join(folder, 'a', 'y'));
  await writeFile(join(folder, 'a', 'z'), '2');
  expect(await digestOf(join(folder, 'a'))).not.toBe(before);
});

it('leaves out what Python and git make', async () => {
  await mkdir(join(folder, 'a', '__pycache__'));
  await writeFile(join(folder, 'a', '__pycache__', 'y.pyc'), '');
  expect(await filesOf(join(folder, 'a'))).toEqual(['sub/x', 'y']);
});
