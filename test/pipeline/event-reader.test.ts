import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventReader } from '../../src/pipeline/event-reader';

const ALL = { lines: 1e9, bytes: 1e9 };
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'events-'));
  path = join(folder, 'events.ndjson');
});
afterEach(() => rmSync(folder, { recursive: true }));

const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `line ${from + index} …`);
const write = (from: number, to: number) =>
  appendFileSync(
    path,
    lines(from, to)
      .map(line => `${line}\n`)
      .join('')
  );

it.each([0, 1, 499, 500, 501, 1999, 2345, 2999, 3000, 9999])('reads what comes after line %i', async after => {
  write(0, 3000);
  const reader = new EventReader(path);
  expect(await reader.read(after, ALL)).toEqual(lines(Math.min(after, 3000), 3000));
  // Once more, with what it remembers.
  expect(await reader.read(after, ALL)).toEqual(lines(Math.min(after, 3000), 3000));
});

it('sees what was added', async () => {
  const reader = new EventReader(path);
  expect(await reader.read(0, ALL)).toEqual([]);
  write(0, 700);
  expect(await reader.read(600, ALL)).toEqual(lines(600, 700));
  write(700, 2000);
  expect(await reader.read(700, ALL)).toEqual(lines(700, 2000));
});

it('leaves out a line that is still being written', async () => {
  writeFileSync(path, 'whole\nha');
  const reader = new EventReader(path);
  expect(await reader.read(0, ALL)).toEqual(['whole']);
  appendFileSync(path, 'lf\n');
  expect(await reader.read(1, ALL)).toEqual(['half']);
});

it('ends a page by lines or by bytes', async () => {
  write(0, 100);
  const reader = new EventReader(path);
  expect(await reader.read(10, { lines: 5, bytes: 1e9 })).toEqual(lines(10, 15));
  expect(await reader.read(10, { lines: 1e9, bytes: 1 })).toEqual(lines(10, 11));
});

it('reads a line that is longer than what it reads at once', async () => {
  const long = 'x'.repeat(600_000);
  writeFileSync(path, `first\n${long}\nlast\n`);
  expect(await new EventReader(path).read(0, ALL)).toEqual(['first', long, 'last']);
});

it('finds the end of a long file without reading it from its start', async () => {
  write(0, 200_000);
  const reader = new EventReader(path);
  await reader.read(0, ALL);
  const file = await open(path);
  const read = jest.spyOn(Object.getPrototypeOf(file) as FileHandle, 'read');
  const readsOf = async (one: EventReader) => {
    read.mockClear();
    expect(await one.read(199_990, ALL)).toHaveLength(10);
    return read.mock.calls.length;
  };
  try {
    // One that has not read the file before has to count its lines.
    const fromStart = await readsOf(new EventReader(path));
    expect(await readsOf(reader)).toBeLessThan(fromStart / 3);
  } finally {
    read.mockRestore();
    await file.close();
  }
});
