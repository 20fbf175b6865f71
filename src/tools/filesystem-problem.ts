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
  // What a file system says that takes no new folders, such as /proc.
  const reason =
    code === 'ENOENT' && syscall === 'mkdir' ? 'The file system takes no new folders there.' : DENIED[code];
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

/** What keeps a file or folder of ours from being read as a Problem; undefined for what no file system says. */
export function unreadableProblem(error: unknown, path: string): ProblemError | undefined {
  const { code = '', syscall, message = '' } = (error as NodeJS.ErrnoException | undefined) ?? {};
  return syscall === undefined
    ? undefined
    : new ProblemError(
        {
          code: 'not-writable',
          message: `${path} cannot be read.`,
          reason: DENIED[code] ?? message,
          suggestion: 'Correct its permissions, or point DEPLOY_MODEL_HOME to a folder that you can read and write.'
        },
        { cause: error }
      );
}
