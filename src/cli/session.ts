import type { Pipeline } from '../pipeline/pipeline';
import type { Output } from './output';

/** What a verb needs: what to drive, where to say it, and when to stop. */
export interface Session {
  pipeline: Pipeline;
  output: Output;
  signal: AbortSignal;
  cwd: string;
}

/** The options of a verb as commander gives them. */
export type Options = Record<string, unknown>;

/** Runs one verb; gives the exit code. Problems are thrown. */
export type Handler = (session: Session, argument: string, options: Options) => Promise<number>;
