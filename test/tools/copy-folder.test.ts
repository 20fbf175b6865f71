import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyFolder } from '../../src/tools/copy-folder';

const NONE = { leftOut: new Set<string>() };
let folder: string;
let from: string;
let to: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'copy-folder-'));
  [from, to] = [join(folder, 'from'), join(folder, 'to')];
  mkdirSync(join(from, 'inner'), { recursive: true });
  writeFileSync(join(from, 'inner', 'weights'), 'learned');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('files behind links are copied, those of names that are left out are not', async () => {
  const elsewhere = join(folder, 'elsewhere');
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, 'file'), 'there');
  symlinkSync(elsewhere, join(from, 'inner', 'linked'));
  mkdirSync(join(from, 'inner', '.venv'));
  symlinkSync('nowhere', join(from, '.git'));

  await copyFolder(from, to, { leftOut: new Set(['.venv', '.git']) });

  expect(readdirSync(to)).toEqual(['inner']);
  expect(readdirSync(join(to, 'inner')).sort()).toEqual(['linked', 'weights']);
  expect(readFileSync(join(to, 'inner', 'linked', 'file'), 'utf8')).toBe('there');
});

test('a file is linked where that is wanted, by its path without links, and copied elsewhere', async () => {
  symlinkSync(from, join(folder, 'other-name'));
  const weights = join(from, 'inner', 'weights');

  await copyFolder(join(folder, 'other-name'), to, { ...NONE, linked: path => path === weights });
  await copyFolder(from, join(folder, 'copied'), NONE);

  expect(statSync(join(to, 'inner', 'weights')).ino).toBe(statSync(weights).ino);
  expect(statSync(join(folder, 'copied', 'inner', 'weights')).ino).not.toBe(statSync(weights).ino);
});

test('the same folder may be linked twice', async () => {
  symlinkSync('inner', join(from, 'again'));
  await copyFolder(from, to, NONE);
  expect(readdirSync(to).sort()).toEqual(['again', 'inner']);
});

test.each([
  ['to its own folder', '.'],
  ['to one above', '../..'],
  ['to all there is', '/']
])('a link %s ends it', async (_, target) => {
  symlinkSync(target, join(from, 'inner', 'link'));
  const path = join(from, 'inner', 'link');
  await expect(copyFolder(join(folder, 'from'), to, NONE)).rejects.toMatchObject({ code: 'ELOOP', path });
});

test('folders that link to each other end it', async () => {
  const other = join(folder, 'other');
  mkdirSync(other);
  symlinkSync(other, join(from, 'there'));
  symlinkSync(from, join(other, 'back'));
  await expect(copyFolder(from, to, NONE)).rejects.toMatchObject({ code: 'ELOOP' });
});

test('a pipe is passed over', async () => {
  execFileSync('mkfifo', [join(from, 'pipe')]);
  linkSync(join(from, 'inner', 'weights'), join(from, 'second-name'));
  await copyFolder(from, to, NONE);
  expect([existsSync(join(to, 'pipe')), existsSync(join(to, 'second-name'))]).toEqual([false, true]);
});
