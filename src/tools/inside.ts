import { relative, sep } from 'node:path';

/** Whether a path is a folder's own or one below it; both absolute, and without links in them. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`);
}
