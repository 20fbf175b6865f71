import type { z } from 'zod';
import type { Problem } from '../contract/problem';
import type { Git } from '../tools/git';
import type { Home } from '../tools/home';
import type { Log } from '../tools/log';
import type { Mlflow } from '../tools/mlflow';
import type { Python } from '../tools/python';
import type { Processes } from '../tools/processes';
import type { EndpointClient } from '../tools/endpoint';

/** The foreign systems, built once by each program's `main.ts` and handed down. */
export interface Tools {
  mlflow: Mlflow;
  python: Python;
  processes: Processes;
  endpoint: EndpointClient;
  git: Git;
}

/** What every stage and target gets beside its input. */
export interface Context {
  tools: Tools;
  home: Home;
  log: Log;
  /** Aborted by cancel; whoever started something ends it then. */
  signal: AbortSignal;
  /** Absolute path of the run's own folder. */
  workdir: string;
}

/** One step. `Input` is the output of the step before; there is no shared bag. */
export interface Stage<Input, Output> {
  title: string;
  /** Checks what `run` gave and what an earlier run left on disk. */
  output: z.ZodType<Output>;
  /** What would go wrong, found before any work is done. Warnings do not stop the work. */
  check(input: Input, context: Context): Promise<Problem[]>;
  run(input: Input, context: Context): Promise<Output>;
  /** Files and folders in the output that later stages need; they may be gone when a run is resumed, caches above all. */
  paths?(output: Output): string[];
  /** One sentence about what came out. */
  note(output: Output): string;
}
