import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** Absolute path of a program: the one that `own` names when it can be run, else the first of that name on the PATH. */
export function findProgram(name: string, own: string | undefined, env: NodeJS.ProcessEnv): string | undefined {
  const onPath = (env.PATH ?? '').split(delimiter).map(folder => join(folder, name));
  return [...(own ? [own] : []), ...onPath].find(path => isAbsolute(path) && isExecutable(path));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
