import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { filesystemProblem, unreadableProblem } from './filesystem-problem';
import { makeFolder } from './make-folder';

/** Writes a whole file or none of it: a reader sees the old text or the new, also after a power cut. */
export async function writeAtomically(path: string, text: string, mode = 0o644): Promise<void> {
  const draft = `${path}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    await makeFolder(dirname(path));
    const file = await open(draft, 'w', mode);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw filesystemProblem(error, path) ?? error;
  }
}

/** The file's JSON, checked; undefined when there is no such file. Throws not-writable when it cannot be read. */
export async function readJson<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S> | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) {
      return undefined;
    }
    throw unreadableProblem(error, path) ?? error;
  }
}
