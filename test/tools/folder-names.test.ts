import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { namesIn } from '../../src/tools/folder-names';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'folder-names-'))));
afterEach(() => rm(folder, { recursive: true }));

test('a folder that was never made holds nothing', async () => {
  await writeFile(join(folder, 'file'), '');
  expect(await namesIn(folder)).toEqual(['file']);
  expect(await namesIn(join(folder, 'none'))).toEqual([]);
  expect(await namesIn(join(folder, 'file', 'none'))).toEqual([]);
});

test('one that cannot be looked into is not taken for an empty one', async () => {
  // Who runs tests as root may look into everything else.
  await symlink('circle', join(folder, 'circle'));
  await expect(namesIn(join(folder, 'circle'))).rejects.toMatchObject({ problem: { code: 'not-writable' } });
});
