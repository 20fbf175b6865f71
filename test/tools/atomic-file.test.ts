import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson, writeAtomically } from '../../src/tools/atomic-file';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atomic ü '));
});
afterEach(() => rm(folder, { recursive: true }));

it('replaces a file and leaves no draft behind', async () => {
  const path = join(folder, 'deep', 'state.json');
  await writeAtomically(path, 'old');
  await writeAtomically(path, 'new', 0o600);
  expect(await readFile(path, 'utf8')).toBe('new');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(join(folder, 'deep'))).toEqual(['state.json']);
});

it('says in a Problem that a place cannot be written', async () => {
  await writeFile(join(folder, 'file'), '');
  const path = join(folder, 'file', 'below', 'x');
  await expect(writeAtomically(path, 'x')).rejects.toMatchObject({ problem: { code: 'not-writable' } });
});

it('has nothing to say about a file that is not there', async () => {
  expect(await readJson(join(folder, 'none.json'), z.object({}))).toBeUndefined();
});

it('refuses a file of another shape', async () => {
  await writeFile(join(folder, 'odd.json'), '{"a":"text"}');
  await expect(readJson(join(folder, 'odd.json'), z.object({ a: z.number() }))).rejects.toThrow();
});

it('says in a Problem that a file cannot be read', async () => {
  const path = join(folder, 'circle.json');
  await symlink('circle.json', path);
  await expect(readJson(path, z.object({}))).rejects.toMatchObject({ problem: { code: 'not-writable' } });
});
