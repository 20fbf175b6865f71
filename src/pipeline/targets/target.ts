import type { Build, Deployment, Endpoint } from '../../contract/deployment';
import type { Problem } from '../../contract/problem';
import type { Built, Tested, Wrapped } from '../../contract/run';
import type { Context } from '../stage';

/** An instance for the test stage only: it answers until it is removed, and nothing of it stays. */
export interface ThrowAway {
  endpoint: Endpoint;
  /** The last lines that it wrote, for a Problem. */
  tail(): Promise<string>;
  remove(): Promise<void>;
}

/** A place where wrapped models run. Names of deployments are unique over all targets of a user. */
export interface Target {
  title: string;
  check(input: Wrapped, context: Context): Promise<Problem[]>;
  build(input: Wrapped, context: Context): Promise<Build>;
  /** Starts an instance for the test stage and waits until it is ready (a real prediction was answered). */
  startThrowAway(input: Built, context: Context): Promise<ThrowAway>;
  /** Starts or replaces the deployment of that name and waits until it is ready; on failure the one before runs again. */
  deploy(input: Tested, name: string, context: Context): Promise<Deployment>;
  /** The deployment as it is now, not as it was recorded; undefined when there is none. */
  status(name: string): Promise<Deployment | undefined>;
  list(): Promise<Deployment[]>;
  /** Lines of its log, oldest first; with `follow` until the signal is aborted. */
  logs(name: string, options: { follow: boolean; lines: number; signal: AbortSignal }): AsyncIterable<string>;
  stop(name: string): Promise<Deployment>;
  start(name: string, context: Pick<Context, 'log' | 'signal'>): Promise<Deployment>;
  /** Ends it to the last child and forgets it. */
  remove(name: string): Promise<void>;
}
