import { ProblemError } from '../contract/problem';
import { flagOf } from './flag';
import type { Options } from './session';

/** Where options have no meaning: what the sentence calls it, why, and what else could be done. */
interface Place {
  /** Ends the sentence `--x means nothing to …`. */
  to: string;
  reason: string;
  /** Follows `Leave --x out, or …`. */
  or?: string;
}

/** Refuses the first of these options that was given, so that none is ignored without a word. Throws bad-request. */
export function refuseMeaningless(options: Options, names: readonly string[], { to, reason, or }: Place): void {
  const given = names.find(name => options[name] !== undefined);
  if (given !== undefined) {
    throw new ProblemError({
      code: 'bad-request',
      message: `${flagOf(given)} means nothing to ${to}.`,
      reason,
      suggestion: `Leave ${flagOf(given)} out${or ? `, or ${or}` : ''}.`
    });
  }
}
