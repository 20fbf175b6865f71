import type { Problem } from '../../contract/problem';
import type { RequirementLine } from './requirement-line';
import type { RewriteSubject } from './subject';

/** What rules know besides their line. */
export interface Facts {
  subject: RewriteSubject;
  /** Normalised names of all packages that the lines name, before any rule. */
  named: ReadonlySet<string>;
  /** The version of MLflow that the model was logged with or asks for. */
  mlflowVersion: string | undefined;
  /** Whether all of mlflow is installed, not only mlflow-skinny. */
  wholeMlflow: boolean;
  /** Whether the lines name a place for packages besides the usual index. */
  hasOwnIndex: boolean;
  /** Whether more requirements are in other files, which are not read. */
  hasNestedFiles: boolean;
  /** Whether the lines refer to constraints. */
  hasConstraints: boolean;
  /** Whether those had to be changed too, so that the wrapped folder has a file of its own. */
  ownConstraints: boolean;
}

/** What a rule makes of a line. */
export interface Outcome {
  /** The line that takes its place; absent when it is dropped, the same text when there is only a Problem. */
  to?: string;
  /** One sentence for a person; empty when the text stays the same. */
  reason: string;
  problem?: Problem;
}

/** Looks at one line; undefined when it has nothing to say about it. */
export type Rule = (line: RequirementLine, facts: Facts) => Outcome | undefined;
