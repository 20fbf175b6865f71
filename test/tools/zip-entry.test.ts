import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { headOfEntry } from '../../src/tools/zip-entry';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zip-entry-'));
  path = join(folder, 'archive');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Python's own archive of `a.npy` and `schema.json`. */
function archive(compression: 'ZIP_STORED' | 'ZIP_DEFLATED'): void {
  const program = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.${compression}) as archive:
    archive.writestr("a.npy", b"\\0" * 5000)
    archive.writestr("schema.json", "{" + "x" * 5000)`;
  execFileSync('python3', ['-c', program, path]);
}

test('the begin of a stored file is read', async () => {
  archive('ZIP_STORED');
  expect((await headOfEntry(path, 'schema.json', 4))?.toString()).toBe('{xxx');
});

test('a compressed file and one that is not there are left', async () => {
  archive('ZIP_DEFLATED');
  expect(await headOfEntry(path, 'schema.json', 4)).toBeUndefined();
  expect(await headOfEntry(path, 'other.json', 4)).toBeUndefined();
});

test.each(['', 'PK', 'no archive, but longer than the record at the end of one', `PK\x05\x06${'\x7f'.repeat(18)}`])(
  '%j is no archive',
  async text => {
    writeFileSync(path, text);
    expect(await headOfEntry(path, 'schema.json', 4)).toBeUndefined();
  }
);
