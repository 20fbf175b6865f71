import { ProblemError } from '../contract/problem';

/** A full disk or a folder that may not be written as a Problem; undefined for anything else. */
export function filesystemProblem(error: unknown, path: string): ProblemError | undefined {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new ProblemError(
      {
        code: 'disk-full',
        message: `There is no room left to write ${path}.`,
        reason: code === 'EDQUOT' ? 'The quota of this user is used up.' : 'The disk is full.',
        suggestion:
          'Free some space (`deploy-model doctor` says what the cache holds), or point DEPLOY_MODEL_HOME to another disk.'
      },
      { cause: error }
    );
  }
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') {
    return new ProblemError(
      {
        code: 'not-writable',
        message: `${path} cannot be written.`,
        reason: code === 'EROFS' ? 'The file system is read-only.' : 'This user has no permission.',
        suggestion: 'Point DEPLOY_MODEL_HOME to a folder that you can write.'
      },
      { cause: error }
    );
  }
  return undefined;
}
