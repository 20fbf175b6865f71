import { readdir } from 'node:fs/promises';
import { unreadableProblem } from './filesystem-problem';

/** What lies in one of our folders; nothing where it was never made. Throws not-writable where it cannot be looked into. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) {
      return [];
    }
    throw unreadableProblem(error, folder) ?? error;
  }
}
