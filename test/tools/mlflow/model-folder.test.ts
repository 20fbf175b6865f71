import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silent } from '../../../src/tools/log';
import { copyModel, filesIn, readModelFolder } from '../../../src/tools/mlflow/model-folder';
import { MLMODEL } from '../../fakes/mlflow-server';

let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'mödel '));
  folder = join(root, 'model');
  await mkdir(folder);
  await writeFile(join(folder, 'MLmodel'), MLMODEL);
});
afterEach(() => rm(root, { recursive: true }));

const code = () =>
  readModelFolder(folder).then(
    () => 'none',
    (error: { problem?: { code: string } }) => error.problem?.code ?? error
  );

test('reads a folder', async () => {
  expect(await readModelFolder(folder)).toMatchObject({ loaderModule: 'mlflow.sklearn', pythonVersion: '3.10' });
});

test('no folder, or none with MLmodel, is no model', async () => {
  await rm(join(folder, 'MLmodel'));
  expect(await code()).toBe('model-missing');
  await rm(folder, { recursive: true });
  expect(await code()).toBe('model-missing');
});

test('an MLmodel that is a folder, or no text, is malformed', async () => {
  await writeFile(join(folder, 'MLmodel'), Buffer.from([0x66, 0xff, 0xfe]));
  expect(await code()).toBe('model-malformed');
  await rm(join(folder, 'MLmodel'));
  await mkdir(join(folder, 'MLmodel'));
  expect(await code()).toBe('model-malformed');
});

test('files that MLmodel needs must be there', async () => {
  await writeFile(join(folder, 'MLmodel'), MLMODEL.replace('loader_module', 'data: model.pkl\n    loader_module'));
  expect(await code()).toBe('model-incomplete');
  await writeFile(join(folder, 'model.pkl'), '');
  expect(await code()).toBe('none');
});

test('a link out of the folder is hostile, a link inside is a file, a link to nothing is a missing file', async () => {
  await writeFile(join(root, 'secret'), 'x');
  await symlink('MLmodel', join(folder, 'inside'));
  expect((await filesIn(folder)).map(({ path }) => path)).toEqual(['MLmodel', 'inside']);
  await symlink('gone', join(folder, 'link'));
  expect(await code()).toBe('model-incomplete');
  await rm(join(folder, 'link'));
  await symlink('../secret', join(folder, 'link'));
  expect(await code()).toBe('model-hostile');
});

test('a name that is not UTF-8 is said', async () => {
  await writeFile(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9])]), '');
  expect(await code()).toBe('model-unsupported');
});

test('a name with the replacement character itself is a name like any other', async () => {
  await writeFile(join(folder, 'odd \uFFFD'), '');
  expect(await code()).toBe('none');
});

test('links in a circle end', async () => {
  await mkdir(join(folder, 'a'));
  await symlink('..', join(folder, 'a', 'up'));
  expect((await filesIn(folder)).map(({ path }) => path)).toEqual(['MLmodel']);
});

test('copies the files, links become files', async () => {
  await symlink('MLmodel', join(folder, 'link'));
  const target = join(root, 'copy');
  const { bytes } = await copyModel(folder, target, { log: silent, signal: new AbortController().signal });
  expect(bytes).toBe(2 * MLMODEL.length);
  expect(await readFile(join(target, 'link'), 'utf8')).toBe(MLMODEL);
  expect((await readdir(root)).sort()).toEqual(['copy', 'model']);
});

test('a copy to where no folder can be made is refused at once', async () => {
  const copy = copyModel(folder, '/proc/x/y', { log: silent, signal: new AbortController().signal });
  await expect(copy).rejects.toMatchObject({ problem: { code: 'not-writable' } });
});
