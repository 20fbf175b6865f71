import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemError } from '../contract/problem';

/**
 * Throws model-unsupported for a path below a folder that is not UTF-8: Node puts U+FFFD for such bytes, and finds no
 * file of that name.
 */
export async function refuseForeignName(folder: string, path: string): Promise<void> {
  if (path.includes('\uFFFD') && !(await lstat(join(folder, path)).catch(() => undefined))) {
    throw new ProblemError({
      code: 'model-unsupported',
      message: `The name of the file ${path} is not UTF-8.`,
      reason: 'It can be neither opened by its name everywhere nor asked for over HTTP.',
      suggestion: 'Rename the file, and log the model again.'
    });
  }
}
