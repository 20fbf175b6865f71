import { z } from 'zod';
import { DeploymentState } from '../../contract/deployment';
import { Owner } from '../../contract/run';

/** What a supervisor keeps running. Written once as `spec.json`; no secret in it but the environment, mode 0600. */
export const ProcessSpec = z.object({
  program: z.string(),
  args: z.array(z.string()),
  cwd: z.string(),
  env: z.record(z.string(), z.string()),
  /** Port on 127.0.0.1 that answers `/health/ping` with 200 once the model is ready. */
  port: z.number().int(),
  /** Further ports on 127.0.0.1 that must be open before it is ready. */
  opens: z.array(z.number().int()).optional(),
  /** A request that it must answer with 200 before it is ready: a JSON file, and the path that it is posted to. */
  warmUp: z.object({ path: z.string(), file: z.string() }).optional(),
  startTimeoutSeconds: z.number().int(),
  /** Bytes of memory of the whole process tree that may be in use; 0 is no limit. */
  memoryLimit: z.number().int(),
  /** False: the first exit is final (throw-away instances). */
  restart: z.boolean(),
  /** End it when this process is gone: the job that tests it, or deploys it and has not finished. */
  owner: Owner.optional(),
  /** Unless this JSON file holds that `revision`: the record of the deployment, written when it is finished. */
  record: z.object({ file: z.string(), revision: z.number().int() }).optional()
});
export type ProcessSpec = z.infer<typeof ProcessSpec>;

/** Why a process failed for good, by the codes of contract/problem.ts. */
export const ProcessFailure = z.enum([
  'model-load-failed',
  'model-crashed',
  'model-out-of-memory',
  'model-start-timeout',
  'port-taken'
]);
export type ProcessFailure = z.infer<typeof ProcessFailure>;

/** What a supervisor says about its process, as `state.json`. */
export const ProcessState = z.object({
  supervisor: Owner,
  child: Owner.optional(),
  state: DeploymentState,
  /** One sentence. */
  reason: z.string(),
  /** Raw text behind a failure: the runtime's own error. */
  detail: z.string().optional(),
  /** Of a failed process. */
  problem: ProcessFailure.optional(),
  since: z.string(),
  restarts: z.number().int()
});
export type ProcessState = z.infer<typeof ProcessState>;

/** The truth about a supervised process now; memory in bytes of its whole tree, CPU in percent of one core since start. */
export interface ProcessStatus extends Omit<ProcessState, 'supervisor' | 'child'> {
  pid?: number;
  memory?: number;
  cpu?: number;
}

/** Local processes, each kept alive by a supervisor of its own that outlives the command that started it. */
export interface Processes {
  freePort(): Promise<number>;
  /** Starts a supervisor in a folder (spec.json, state.json, log files live there); returns when it has taken over. */
  start(folder: string, spec: ProcessSpec): Promise<void>;
  /** Waits until the process is ready or has failed for good. */
  waitUntilReady(
    folder: string,
    options: { signal: AbortSignal; onLine?: (line: string) => void }
  ): Promise<ProcessStatus>;
  /** Never believes the file alone: `lost` when the supervisor is gone though it should run. Undefined: never started. */
  status(folder: string): Promise<ProcessStatus | undefined>;
  /** Ends process and supervisor to the last child, gently first. Safe to call again. */
  stop(folder: string): Promise<void>;
  /** Lines of the log, oldest first. */
  logs(folder: string, options: { follow: boolean; lines: number; signal: AbortSignal }): AsyncIterable<string>;
}
