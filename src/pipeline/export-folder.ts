import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ProblemError } from '../contract/problem';
import { filesystemProblem } from '../tools/filesystem-problem';

/**
 * Copies a wrapped folder to one that a person keeps and edits: copies of the files, never links to ours. Whole or not
 * at all. Throws name-taken when something is there, disk-full, not-writable.
 */
export async function exportFolder(from: string, to: string): Promise<void> {
  const there = await readdir(to).catch(() => []);
  if (there.length > 0) {
    throw new ProblemError({
      code: 'name-taken',
      message: `${to} is not empty.`,
      reason: 'What is in it would be mixed with the wrapped model.',
      suggestion: 'Name another folder, or empty this one.'
    });
  }
  const draft = join(dirname(to), `.${basename(to)}.partial`);
  try {
    await mkdir(dirname(to), { recursive: true });
    await rm(draft, { recursive: true, force: true });
    await cp(from, draft, { recursive: true });
    await rm(to, { recursive: true, force: true });
    await rename(draft, to);
  } catch (error) {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    throw filesystemProblem(error, to) ?? error;
  }
}
