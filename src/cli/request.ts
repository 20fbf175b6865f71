import { z } from 'zod';
import { ProblemError } from '../contract/problem';
import { flagOf } from './flag';

/** Reads options with a schema; what does not fit is a bad-request that names the option and says what it takes. */
export function readRequest<S extends z.ZodType>(schema: S, options: Record<string, unknown>): z.output<S> {
  const result = schema.safeParse(options);
  if (result.success) {
    return result.data;
  }
  const [issue] = result.error.issues;
  const option = String(issue?.path.find(part => part !== 'kubernetes') ?? 'the request');
  throw new ProblemError(
    {
      code: option === 'name' ? 'name-invalid' : 'bad-request',
      message: `The value of ${flagOf(option)} does not fit.`,
      reason: issue ? `It takes ${wanted(issue)}.` : '',
      suggestion: 'Correct it, or leave it out; the command with --help says what it is for.'
    },
    { cause: result.error }
  );
}

/** Refuses a number of nothing: none of none would be found, tested and passed. Throws bad-request. */
export function atLeastOne(flag: string, value: unknown): void {
  if (value === 0) {
    throw new ProblemError({
      code: 'bad-request',
      message: `The value of ${flag} does not fit.`,
      reason: 'It takes at least 1.',
      suggestion: 'Correct it, or leave it out.'
    });
  }
}

/** What would fit, in words. */
function wanted(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_value':
      return issue.values
        .map(String)
        .join(', ')
        .replace(/, ([^,]*)$/, ' or $1');
    case 'too_small':
      return issue.origin === 'string' ? 'a text that is not empty' : `at least ${issue.minimum}`;
    case 'too_big':
      return `at most ${issue.maximum}`;
    default:
      // The schemas of names say in their own words what they take; a bare pattern says nothing to a person.
      return issue.message.startsWith('Invalid') ? 'another form' : issue.message;
  }
}
