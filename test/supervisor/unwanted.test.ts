import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Owner } from '../../src/contract/run';
import { unwanted } from '../../src/supervisor/unwanted';
import { identify } from '../../src/tools/process-identity';

const me = identify(process.pid)!;
let folder: string;
let file: string;
let dead: Owner;
beforeAll(async () => {
  const child = spawn('sleep', ['600']);
  dead = identify(child.pid!)!;
  child.kill('SIGKILL');
  await once(child, 'exit');
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'record-'));
  file = join(folder, 'deployment.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const record = () => ({ file, revision: 2 });
const recorded = (text: string) => writeFileSync(file, text);

test('what nobody owns and no record names is wanted until it is stopped', () => {
  expect(unwanted({})).toBeUndefined();
});

test('an instance is wanted as long as its owner lives', () => {
  expect(unwanted({ owner: me })).toBeUndefined();
  expect(unwanted({ owner: dead })).toContain('has ended');
});

test('a deployment that is being made is wanted as long as its job lives', () => {
  recorded('{"revision": 1}');

  expect(unwanted({ owner: me, record: record() })).toBeUndefined();
  expect(unwanted({ owner: dead, record: record() })).toContain('has ended');
});

test('a deployment is finished once it is recorded, and needs no job any more', () => {
  recorded('{"revision": 2}');

  expect(unwanted({ owner: dead, record: record() })).toBeUndefined();
  expect(unwanted({ record: record() })).toBeUndefined();
});

test('a first deployment whose job was killed is not wanted', () => {
  expect(unwanted({ owner: dead, record: record() })).toContain('has ended');
});

test('a revision is not wanted once another one is recorded', () => {
  recorded('{"revision": 3}');

  expect(unwanted({ record: record() })).toContain('Another revision');
});
