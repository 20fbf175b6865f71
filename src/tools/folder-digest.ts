import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { refuseForeignName } from './foreign-names';

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
  for (const path of await filesOf(folder)) {
    const file = createHash('sha256');
    await pipeline(createReadStream(join(folder, path)), file);
    total.update(`${path}\0${file.digest('hex')}\n`);
  }
  return total.digest('hex');
}
