import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { baseName } from './package-name';
import type { RewriteSubject } from './subject';

/** Whether a target names something on the machine that logged the model. */
export function isLocal(target: string): boolean {
  return /^file:/i.test(target) || isAbsolute(target) || !/^[a-z][a-z0-9+.-]*:/i.test(target);
}

/**
 * The path relative to the model's folder, with forward slashes; undefined for one that leads out of it, absolute ones
 * included.
 */
export function insideModel(target: string): string | undefined {
  const plain = target.replace(/[?#].*$/, '').replaceAll('\\', '/');
  const path = posix.normalize(/^file:/i.test(plain) ? fileTarget(plain) : plain);
  return isAbsolute(path) || /^\.\.(\/|$)/.test(path) ? undefined : path.replace(/\/$/, '');
}

/** The path of a file or folder of the model as seen from the wrapped folder, or undefined when it is not there. */
export function wrappedPath(target: string, { files, modelFolder }: RewriteSubject): string | undefined {
  const path = insideModel(target);
  return path !== undefined && files.some(file => file === path || path === '.' || file.startsWith(`${path}/`))
    ? posix.join(modelFolder, path)
    : undefined;
}

/** A file of the model that has the same name as a file elsewhere. */
export function sameFileInModel(target: string, { files, modelFolder }: RewriteSubject): string | undefined {
  const found = files.find(file => baseName(file) === baseName(target));
  return found === undefined ? undefined : posix.join(modelFolder, found);
}

function isAbsolute(path: string): boolean {
  return /^([\\/~]|[a-z]:[\\/])/i.test(path);
}

/** Both `file:///abs/olute` and pip's `file:relative` occur. */
function fileTarget(url: string): string {
  try {
    return /^file:\/\//i.test(url) ? fileURLToPath(url) : url.slice('file:'.length);
  } catch {
    return '/';
  }
}
