import type { Problem } from '../contract/problem';
import type { CaseResult } from '../contract/verdict';

/** What a piece of work says while it goes on. Whoever implements it redacts secrets and adds run, stage and time. */
export interface Log {
  /** One line of raw output; `source` names the program or part that said it. */
  line(source: string, text: string): void;
  /** `total` 0 is unknown. */
  progress(title: string, done: number, total: number, unit: string): void;
  /** Something that does not stop the work. */
  warn(problem: Problem): void;
  /** One case of the test stage. */
  result(result: CaseResult): void;
}

/** Says nothing; for callers that only want the value. */
export const silent: Log = { line() {}, progress() {}, warn() {}, result() {} };
