import type { RequirementChange } from '../../contract/component';
import type { ModelDescription } from '../../contract/model';
import type { Problem } from '../../contract/problem';

/** What a model says it needs, as text. */
export interface LoggedRequirements {
  /** The lines of requirements.txt, in order, or what conda.yaml says where there is no such file. */
  lines: string[];
  /** The lines of constraints.txt. */
  constraints?: string[];
}

/** The model, and where its packages will be installed. */
export interface RewriteSubject {
  description: ModelDescription;
  platform: NodeJS.Platform;
  /** False: builds for the CPU are wanted. */
  gpu: boolean;
  /** Paths of the model's files, relative to its folder, with forward slashes. */
  files: string[];
  /** The model's folder inside the wrapped folder, for example `model`. */
  modelFolder: string;
  /** The modules that the model's own code names, see `importsIn`; nothing is known when absent. */
  imports?: string[];
}

export interface RewrittenRequirements {
  /** Lines of a requirements.txt in the wrapped folder. */
  requirements: string[];
  /**
   * Lines of a constraints.txt in the wrapped folder, to which `requirements` then refers. Absent when the model has
   * no constraints or its own file does as it is.
   */
  constraints?: string[];
  changes: RequirementChange[];
  /** All of them requirement-local: what cannot be had, and, as a warning, what may not be had everywhere. */
  problems: Problem[];
}
