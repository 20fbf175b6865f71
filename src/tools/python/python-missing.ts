import { ProblemError } from '../../contract/problem';
import type { Interpreter } from './index';

/** The Problem of a Python version that is not here; also for checks made before any work. */
export function pythonMissing(minor: string, here: readonly Interpreter[]): ProblemError {
  const versions = [...new Set(here.map(({ version, origin }) => `${version} (${origin})`))];
  return new ProblemError({
    code: 'python-missing',
    message: `Python ${minor}, which the model was logged with, is not here.`,
    reason: versions.length === 0 ? 'No Python was found.' : `Here are: ${versions.join(', ')}.`,
    suggestion: `Install Python ${minor} (with pyenv: \`pyenv install ${minor}\`), or let uv fetch it with --fetch-python.`
  });
}
