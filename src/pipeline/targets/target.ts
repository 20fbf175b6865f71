import type { Build, Deployment, Endpoint } from '../../contract/deployment';
import type { Revision } from '../../contract/revision';
import type { Problem } from '../../contract/problem';
import type { Built, RunRequest, Tested, Wrapped } from '../../contract/run';
import type { Context } from '../stage';

/** An instance for the test stage only: it answers until it is removed, and nothing of it stays. */
export interface ThrowAway {
  endpoint: Endpoint;
  /** The last lines that it wrote, for a Problem. */
  tail(): Promise<string>;
  remove(): Promise<void>;
}

/** A Python program that runs beside a component with the packages of what was built for it. */
export interface Script {
  /** Absolute path of the folder with its files; it works in it, and what it writes is there afterwards. */
  folder: string;
  /** Its file in the folder. */
  program: string;
  /** Its arguments; `component` is the component's folder where the program runs. */
  args: (component: string) => string[];
  timeoutSeconds: number;
  /** GPUs of a container that it runs in, as in a request. */
  gpus?: string;
}

/** How a script ended; `code` is null when a signal ended it. */
export interface ScriptEnd {
  code: number | null;
  /** The last of what it wrote on standard error. */
  stderrTail: string;
  timedOut: boolean;
}

/** How a deployment is asked over gRPC from here, with what a gateway finds it by; or why it is not. */
export type GrpcWay = { address: string; metadata?: Record<string, string> } | { closed: string };

/** What a deployment runs: its component, what was built for it, and the GPUs of its container. */
export type Subject = Pick<Built, 'component' | 'build'> & Partial<Pick<RunRequest, 'gpus'>>;

/** A place where wrapped models run. Names of deployments are unique over all targets of a user. */
export interface Target {
  title: string;
  check(input: Wrapped, context: Context): Promise<Problem[]>;
  build(input: Wrapped, context: Context): Promise<Build>;
  /** Runs a script in what was built: how the logged model itself is asked. Its failure is a value. */
  runScript(input: Pick<Built, 'component' | 'build'>, script: Script, context: Context): Promise<ScriptEnd>;
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
  /** What runs under that name. Throws no-such-deployment. */
  subject(name: string): Promise<Subject>;
  /** What was deployed under that name, newest first, where the target keeps it itself. */
  revisions?(name: string): Promise<Revision[]>;
  /** How it is asked over gRPC where its endpoint does not say it; undefined when it does not speak gRPC. */
  grpcWay?(name: string): Promise<GrpcWay | undefined>;
  /** Ends it to the last child and forgets it. */
  remove(name: string): Promise<void>;
  /** Forgets one that runs elsewhere than on this machine and leaves it alone; false when nothing is known of it here. */
  forget?(name: string): Promise<boolean>;
}
