import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { refuseForeignName } from './foreign-names';

/** Files of more bytes are read in pieces; the others as a whole, so many at once: that takes a fifth of the time. */
const LARGE = 1 << 20;
const AT_ONCE = 16;

const LEFT_OUT = new Set(['__pycache__', '.git', '.ipynb_checkpoints']);

/**
 * Every file below a folder, sorted, relative to it with forward slashes; caches and repositories are left out.
 * Throws model-unsupported for a name that is not UTF-8.
 */
export async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter(entry => !entry.isDirectory())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter(path => !path.split('/').some(part => LEFT_OUT.has(part)))
    .sort();
  for (const path of files) {
    await refuseForeignName(folder, path);
  }
  return files;
}

/** SHA-256 over names and bytes of all files: equal for equal folders wherever they are. */
export async function digestOf(folder: string): Promise<string> {
  const total = createHash('sha256');
  const files = await filesOf(folder);
  for (let start = 0; start < files.length; start += AT_ONCE) {
    const some = files.slice(start, start + AT_ONCE);
    const digests = await Promise.all(some.map(path => digestOfFile(join(folder, path))));
    some.forEach((path, index) => total.update(`${path}\0${digests[index]}\n`));
  }
  return total.digest('hex');
}

async function digestOfFile(path: string): Promise<string> {
  const digest = createHash('sha256');
  if ((await stat(path)).size > LARGE) {
    await pipeline(createReadStream(path), digest);
  } else {
    digest.update(await readFile(path));
  }
  return digest.digest('hex');
}
