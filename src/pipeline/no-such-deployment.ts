import { ProblemError } from '../contract/problem';

/** Nothing of that name is known, wherever it was looked for. */
export function noSuchDeployment(name: string): ProblemError {
  return new ProblemError({
    code: 'no-such-deployment',
    message: `There is no deployment ${name}.`,
    reason: 'It was never made here, or it was removed.',
    suggestion: 'See `deploy-model list`.'
  });
}
