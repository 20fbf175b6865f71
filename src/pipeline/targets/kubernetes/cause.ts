import { Problem, type ProblemCode } from '../../../contract/problem';

/** Why a rollout does not go on. `patience`: seconds that it may last before it counts as final. */
export interface Cause {
  problem: Problem;
  patience: number;
  /** The pod and container whose log says more. */
  log?: {
    pod: string;
    container: string;
    previous: boolean;
    /** Whether its last line is the reason. */ tellsWhy?: boolean;
  };
}

/** Whatever may still get better with time: until the deadline. */
export const UNTIL_DEADLINE = Infinity;

export function cause(
  code: ProblemCode,
  words: { message: string; reason: string; suggestion: string; detail?: string },
  more: { patience: number; log?: Cause['log'] }
): Cause {
  return { problem: Problem.parse({ ...words, code }), ...more };
}
