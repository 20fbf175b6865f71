import { existsSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder with those above it that are missing, unless it is there; `mode` is for all that are made. Node's own
 * `recursive` never ends where a folder that is there says ENOENT of every new one in it, as /proc does. Throws the system's
 * error.
 */
export async function makeFolder(path: string, mode = 0o777): Promise<void> {
  const above = dirname(path);
  if (!existsSync(above)) {
    await makeFolder(above, mode);
  }
  await mkdir(path, { mode }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST' || !statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
      throw error;
    }
  });
}
