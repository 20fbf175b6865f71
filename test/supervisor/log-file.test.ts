import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogFile } from '../../src/supervisor/log-file';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-'));
  path = join(folder, 'model.log');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a line that comes in pieces is written once and whole', () => {
  const log = new LogFile(path);
  const { data, end } = log.stream();
  [...Buffer.from('grüße\nrest')].forEach(byte => data(Buffer.from([byte])));
  end();

  expect(
    readFileSync(path, 'utf8')
      .split('\n')
      .map(line => line.slice(25))
  ).toEqual(['grüße', 'rest', '']);
});

test('it never takes more than three files of the limit', () => {
  const log = new LogFile(path, 1_000);
  const { data } = log.stream();
  for (let i = 0; i < 500; i++) {
    data(Buffer.from(`line ${i}\n`));
  }

  expect([path, `${path}.1`, `${path}.2`].every(file => statSync(file).size <= 1_000)).toBe(true);
  expect(existsSync(`${path}.3`)).toBe(false);
  expect(readFileSync(path, 'utf8')).toContain('line 499');
});

test('a line without end is cut, so that it cannot fill the memory', () => {
  const log = new LogFile(path);
  const { data } = log.stream();
  data(Buffer.alloc(200_000, 'x'));

  expect(readFileSync(path, 'utf8').split('\n').length).toBeGreaterThan(2);
});
