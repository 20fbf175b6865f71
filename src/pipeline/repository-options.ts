import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Problem } from '../contract/problem';
import type { RunRequest } from '../contract/run';
import type { Source } from './source';

/**
 * Warns of what is said about a git repository when something else was named: the folder would be built as it is, and not the
 * commit that was asked for. A warning only, since a form may hold what was typed for another model.
 */
export function unusedRepositoryOptions({ ref, contextDir }: RunRequest, source: Source): Problem[] {
  if (source.kind === 'git') {
    return [];
  }
  const given = [ref ? '--ref' : '', contextDir ? '--context-dir' : ''].filter(Boolean);
  return given.map(flag =>
    Problem.parse({
      code: 'bad-request',
      severity: 'warning',
      message: `${flag} says nothing about ${source.reference}.`,
      reason:
        source.kind === 'tracking'
          ? 'It is for git repositories; this is a model in MLflow.'
          : 'It is for addresses of git repositories; a folder is taken as it is.',
      suggestion: suggestionFor(source, flag)
    })
  );
}

function suggestionFor(source: Exclude<Source, { kind: 'git' }>, flag: string): string {
  const repository = source.kind !== 'tracking' && join(source.path, '.git');
  return repository && existsSync(repository)
    ? `Leave out ${flag}, or name the repository: ${pathToFileURL(repository).href}`
    : `Leave out ${flag}.`;
}
