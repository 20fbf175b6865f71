import { constants } from 'node:fs';
import { copyFile, link, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isInside } from './inside';
import { makeFolder } from './make-folder';

export interface CopyOptions {
  /** Names of files and folders that are passed over, at any depth. */
  leftOut: ReadonlySet<string>;
  /** Whether a file, by its path without links, is hard-linked where that is possible; by default none is. */
  linked?: (path: string) => boolean;
}

/**
 * Copies the files and folders below a folder, links followed; what is neither, such as a socket, is passed over. Blocks are
 * shared where the file system can. Throws the system's error; ELOOP for a link to a folder that it is in.
 */
export async function copyFolder(from: string, to: string, options: CopyOptions): Promise<void> {
  await copyReal([await realpath(from)], to, options);
}

/** `way`: the folder and those that it was come to from, none with a link in its path. */
async function copyReal(way: readonly string[], to: string, options: CopyOptions): Promise<void> {
  const from = way.at(-1)!;
  await makeFolder(to);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (options.leftOut.has(entry.name)) {
      continue;
    }
    const target = join(to, entry.name);
    const path = join(from, entry.name);
    // Most are no links, and need not be looked at one by one.
    const source = entry.isSymbolicLink() ? await realpath(path) : path;
    const found = entry.isSymbolicLink() ? await stat(source) : entry;
    if (way.some(folder => isInside(folder, source))) {
      throw Object.assign(new Error(`${path} leads to a folder that it is in`), { code: 'ELOOP', path });
    }
    if (found.isDirectory()) {
      await copyReal([...way, source], target, options);
    } else if (found.isFile()) {
      await copyOne(source, target, options.linked?.(source) ?? false);
    }
  }
}

async function copyOne(source: string, to: string, linked: boolean): Promise<void> {
  try {
    if (linked) {
      await link(source, to);
      return;
    }
  } catch {
    // Another disk, or a file system without hard links.
  }
  await copyFile(source, to, constants.COPYFILE_FICLONE);
}
