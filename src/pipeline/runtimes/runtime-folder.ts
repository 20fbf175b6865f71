import { randomUUID } from 'node:crypto';
import { rename, rm, stat } from 'node:fs/promises';
import { makeFolder } from '../../tools/make-folder';
import { filesystemProblem } from '../../tools/filesystem-problem';

/** Makes a folder unless it is there; one of that name is always complete: it is filled under another name first. */
export async function runtimeFolder(folder: string, fill: (draft: string) => Promise<void>): Promise<void> {
  if (await stat(folder).catch(() => undefined)) {
    return;
  }
  const draft = `${folder}.${randomUUID()}`;
  try {
    await makeFolder(draft);
    await fill(draft);
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    // Another job was faster.
    if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) {
      throw filesystemProblem(error, folder) ?? error;
    }
  }
}
