import { cp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ProblemError } from '../contract/problem';
import { filesystemProblem } from '../tools/filesystem-problem';
import { makeFolder } from '../tools/make-folder';

/**
 * Copies a wrapped folder to one that a person keeps and edits: copies of the files, never links to ours. Whole or not
 * at all. Throws name-taken when something is there, disk-full, not-writable.
 */
export async function exportFolder(from: string, to: string): Promise<void> {
  await refuseOccupied(to);
  const draft = join(dirname(to), `.${basename(to)}.partial`);
  try {
    await makeFolder(dirname(to));
    await rm(draft, { recursive: true, force: true });
    await cp(from, draft, { recursive: true });
    await rm(to, { recursive: true, force: true });
    await rename(draft, to);
  } catch (error) {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    throw notWritten(error, to);
  }
}

/** A folder is written to where nothing is, or an empty folder. Throws name-taken for all else, not-writable. */
export async function refuseOccupied(to: string): Promise<void> {
  const found = await readdir(to).catch((error: NodeJS.ErrnoException) => error);
  if (Array.isArray(found) ? found.length === 0 : found.code === 'ENOENT') {
    return;
  }
  // Said of a file itself as well as of one on the way to the folder.
  if (Array.isArray(found) || found.code === 'ENOTDIR') {
    const isFolder = Array.isArray(found);
    throw new ProblemError({
      code: 'name-taken',
      message: isFolder ? `${to} is not empty.` : `${to} cannot be a folder.`,
      reason: isFolder
        ? 'What is in it would be mixed with what is written.'
        : 'A file is in its place, or on the way.',
      suggestion: isFolder ? 'Name another folder, or empty this one.' : 'Name another folder.'
    });
  }
  throw notWritten(found, to);
}

/** What a folder of a person's own cannot be written for has nothing to do with our home. */
function notWritten(error: unknown, to: string): unknown {
  const known = filesystemProblem(error, to);
  return known?.problem.code === 'not-writable'
    ? new ProblemError({ ...known.problem, suggestion: 'Name a folder that you can write.' }, { cause: error })
    : (known ?? error);
}
