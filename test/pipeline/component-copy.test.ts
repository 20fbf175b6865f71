import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyComponent, copyProofs } from '../../src/pipeline/component-copy';
import { homeOf } from '../../src/tools/home';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'component-copy-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a copy keeps what was proven of the model, and no other cache', async () => {
  const caches = join(folder, 'wrapped', '__pycache__');
  await mkdir(caches, { recursive: true });
  for (const name of ['proof-0af9.json', 'proof-0af9.7', 'Model.cpython-311.pyc']) {
    await writeFile(join(caches, name), '{}');
  }

  await copyProofs(join(folder, 'wrapped'), join(folder, 'copy'));

  expect(await readdir(join(folder, 'copy', '__pycache__'))).toEqual(['proof-0af9.json']);
});

test('a component that was never started has nothing to copy', async () => {
  await mkdir(join(folder, 'copy'));

  await copyProofs(join(folder, 'wrapped'), join(folder, 'copy'));

  expect(await readdir(join(folder, 'copy'))).toEqual([]);
});

test('a copy to where no folder can be made is refused at once', async () => {
  const copy = copyComponent(folder, '/proc/x/y', homeOf({ DEPLOY_MODEL_HOME: folder }));
  await expect(copy).rejects.toMatchObject({ problem: { code: 'not-writable' } });
});
