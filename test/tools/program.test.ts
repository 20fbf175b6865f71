import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findProgram } from '../../src/tools/program';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'program-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function file(path: string, mode: number): string {
  const full = join(folder, path);
  mkdirSync(join(full, '..'), { recursive: true });
  writeFileSync(full, '#!/bin/sh\n', { mode });
  return full;
}

test('a program is found in the first folder of the PATH that has it', () => {
  file('a/other', 0o755);
  const found = file('b/s2i', 0o755);
  file('c/s2i', 0o755);
  const PATH = ['a', 'b', 'c'].map(name => join(folder, name)).join(delimiter);
  expect(findProgram('s2i', undefined, { PATH })).toBe(found);
});

test('the one that the user names comes before the PATH', () => {
  const own = file('own', 0o755);
  file('b/s2i', 0o755);
  expect(findProgram('s2i', own, { PATH: join(folder, 'b') })).toBe(own);
});

test('one that is named and cannot be run is passed over', () => {
  const found = file('b/s2i', 0o755);
  expect(findProgram('s2i', join(folder, 'gone'), { PATH: join(folder, 'b') })).toBe(found);
});

test('a relative folder in the PATH is no place for programs', () => {
  expect(findProgram('uv', undefined, { PATH: '.' })).toBeUndefined();
  expect(findProgram('uv', undefined, {})).toBeUndefined();
});

test('a file that nobody may execute is no program', () => {
  file('b/uv', 0o644);
  expect(findProgram('uv', undefined, { PATH: join(folder, 'b') })).toBeUndefined();
});
