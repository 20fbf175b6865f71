import { ProblemError } from '../contract/problem';
import { RolloutRule } from '../contract/rollout-rule';
import { readRequest } from './request';
import type { Options } from './session';

const LIMITS = ['maxErrorRate', 'maxP99', 'maxDrift', 'minRequests'] as const;

/** The rule that a command's options give; undefined without one. */
export function ruleOf(options: Options): RolloutRule | undefined {
  const limits = Object.fromEntries(
    LIMITS.flatMap(name => (options[name] === undefined ? [] : [[name, options[name]]]))
  );
  if (options.promoteAfter === undefined) {
    if (Object.keys(limits).length > 0) {
      throw new ProblemError({
        code: 'bad-request',
        message: 'A limit needs a time for which it must be kept.',
        reason: 'Limits belong to a rule, which --promote-after begins.',
        suggestion: 'Write for example --promote-after 600.'
      });
    }
    return undefined;
  }
  return readRequest(RolloutRule, { ...limits, after: options.promoteAfter });
}
