import { ProblemError } from '../contract/problem';

const DENIED: Record<string, string> = {
  EROFS: 'The file system is read-only.',
  EACCES: 'This user has no permission.',
  EPERM: 'This user has no permission.',
  ENOTDIR: 'A part of the path is a file.'
};

/** A full disk or a folder that may not be written as a Problem; undefined for anything else. */
export function filesystemProblem(error: unknown, path: string): ProblemError | undefined {
  const { code = '', syscall } = (error as NodeJS.ErrnoException | undefined) ?? {};
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
  // What Node says of a folder with parents that cannot be made, instead of EROFS.
  const reason = code === 'ENOENT' && syscall === 'mkdir' ? DENIED.EROFS : DENIED[code];
  if (reason !== undefined) {
    return new ProblemError(
      {
        code: 'not-writable',
        message: `${path} cannot be written.`,
        reason,
        suggestion: 'Point DEPLOY_MODEL_HOME to a folder that you can write.'
      },
      { cause: error }
    );
  }
  return undefined;
}
