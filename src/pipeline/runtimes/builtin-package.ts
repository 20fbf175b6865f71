import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemError } from '../../contract/problem';
import { digestOf } from '../../tools/folder-digest';

/** The built-in runtime's Python package. */
export const PACKAGE = 'deploy_model_runtime';

/** Version and content of the package in `source`. Throws tool-missing. */
export async function versionOfPackage(source: string): Promise<string> {
  const inside = join(source, PACKAGE);
  const init = await readFile(join(inside, '__init__.py'), 'utf8').catch((cause: unknown) => {
    throw new ProblemError(
      {
        code: 'tool-missing',
        message: 'The serving runtime is not where it should be.',
        reason: `There is no ${PACKAGE} in ${source}.`,
        suggestion: 'Install this package again.'
      },
      { cause }
    );
  });
  const number = /__version__\s*=\s*["']([^"']+)/.exec(init)?.[1] ?? '0';
  return `${number}-${(await digestOf(inside)).slice(0, 12)}`;
}

/** Copies the package into a folder. */
export function copyPackage(source: string, folder: string): Promise<void> {
  const options = { recursive: true, filter: (path: string) => !path.endsWith('__pycache__') };
  return cp(join(source, PACKAGE), join(folder, PACKAGE), options);
}
