import { z } from 'zod';
import { ProblemError } from '../contract/problem';

/** Reads options with a schema; what does not fit is a bad-request that names the option. */
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
      reason: issue?.message ?? '',
      suggestion: 'See `deploy-model help` for what it takes.'
    },
    { cause: result.error }
  );
}

function flagOf(option: string): string {
  return `--${option.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`;
}
