import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { Problem, ProblemError } from '../contract/problem';
import { Run, type RunRequest } from '../contract/run';
import { STAGES, type StageName } from '../contract/stage';
import { readJson, writeAtomically } from '../tools/atomic-file';
import { filesystemProblem } from '../tools/filesystem-problem';
import { namesIn } from '../tools/folder-names';
import { withLock } from '../tools/lock';
import { beat, livesBy } from '../tools/heartbeat';
import { makeFolder } from '../tools/make-folder';
import { describe, identify } from '../tools/process-identity';

/**
 * Ended runs beyond this number are forgotten, first those that no stage of finished, then the oldest; deployments keep what
 * they need themselves.
 */
const KEPT = 30;

/**
 * Pipeline runs as folders: `run.json` (the state), `events.ndjson` (what happened), one JSON file for each finished
 * stage, and what the stages made. Only the process that runs a run writes it; anybody may read.
 */
export class RunStore {
  /** `needed`: ids of ended runs that are not forgotten, whatever their age. */
  constructor(
    private readonly folder: string,
    private readonly needed: () => Promise<ReadonlySet<string>> = async () => new Set()
  ) {}

  /** Absolute path of a run's folder. */
  folderOf(id: string): string {
    return join(this.folder, id);
  }

  async create(request: RunRequest): Promise<Run> {
    const now = new Date().toISOString();
    const id = `${now.slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}-${randomBytes(3).toString('hex')}`;
    const run: Run = {
      version: 1,
      id,
      request,
      state: 'running',
      createdAt: now,
      updatedAt: now,
      owner: identify(process.pid)!,
      stages: STAGES.map(name => ({ name, state: 'waiting' })),
      warnings: []
    };
    try {
      await makeFolder(this.folderOf(id), 0o700);
    } catch (error) {
      throw filesystemProblem(error, this.folder) ?? error;
    }
    await this.save(run);
    return run;
  }

  /** Forgets ended runs beyond the newest. Throws the system's error. */
  async forgetOld(): Promise<void> {
    const [ids, runs] = [await this.#ids(), await this.list()];
    const readable = new Set(runs.map(({ id }) => id));
    const needed = await this.needed();
    const old = [...runs.filter(run => !isEmpty(run)), ...runs.filter(isEmpty)]
      .slice(KEPT)
      .flatMap(({ id, state }) => (state === 'running' || needed.has(id) ? [] : [id]));
    // What a kill left of a run is old by its name alone.
    for (const id of [...old, ...ids.slice(KEPT).filter(name => !readable.has(name))]) {
      await rm(this.folderOf(id), { recursive: true, force: true });
    }
  }

  async save(run: Run): Promise<void> {
    run.updatedAt = new Date().toISOString();
    await this.#write(run.id, this.#stateFile(run.id), JSON.stringify(run, null, 1));
  }

  /** The run as it is now: one whose process is gone is `interrupted`. Throws no-such-run. */
  async load(id: string): Promise<Run> {
    const run = /^[\w-]+$/.test(id) ? await this.#read(id) : undefined;
    if (!run) {
      throw new ProblemError({
        code: 'no-such-run',
        message: `There is no run ${id}.`,
        reason: 'It was never started here, or it was removed.',
        suggestion: 'See `deploy-model runs`.'
      });
    }
    return run;
  }

  /** All runs, newest first. */
  async list(): Promise<Run[]> {
    const ids = await this.#ids();
    const runs = await Promise.all(ids.map(id => this.#read(id)));
    return runs.filter(run => run !== undefined).sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  }

  /** What a finished stage gave, if it is there and still valid. */
  async output<S extends z.ZodType>(id: string, stage: StageName, schema: S): Promise<z.output<S> | undefined> {
    return readJson(join(this.folderOf(id), `${stage}.json`), schema).catch(() => undefined);
  }

  async saveOutput(id: string, stage: StageName, output: unknown): Promise<void> {
    await this.#write(id, join(this.folderOf(id), `${stage}.json`), JSON.stringify(output));
  }

  /**
   * Makes this process the one that goes on with a run; of several that want to, one alone. `changes` are to what later
   * stages read of the request. Throws no-such-run, run-busy, run-ended.
   */
  async takeOver(id: string, changes: Partial<RunRequest>, signal: AbortSignal): Promise<Run> {
    await this.load(id);
    const decide = async () => {
      const run = await this.load(id);
      refuseResume(run);
      const request = { ...run.request, ...changes };
      Object.assign(run, { request, state: 'running', problem: undefined, owner: identify(process.pid) });
      await rm(this.#cancelMark(id), { force: true });
      await this.save(run);
      return run;
    };
    return withLock(join(this.folderOf(id), 'owner'), decide, { signal });
  }

  /** Throws no-such-run. */
  async remove(id: string): Promise<void> {
    const { id: known } = await this.load(id);
    await rm(this.folderOf(known), { recursive: true, force: true });
  }

  /** Asks the process that runs it to stop; it looks often. A run that nobody runs any more is cancelled at once. */
  async requestCancel({ id, state }: Run): Promise<void> {
    if (state === 'running') {
      await writeFile(this.#cancelMark(id), '');
    } else if (state === 'interrupted') {
      await this.save({ ...(await this.load(id)), state: 'cancelled' });
    }
  }

  /** Shows other machines that this process goes on with a run, until the function that it gives is called. */
  keepAlive(id: string): () => void {
    return beat(this.#stateFile(id));
  }

  /** Also when somebody has removed its folder: nobody could see it any more, nor end it. */
  isCancelRequested(id: string): boolean {
    return existsSync(this.#cancelMark(id)) || !existsSync(this.folderOf(id));
  }

  /** Not when somebody has removed its folder meanwhile: the run would come back as a ghost. */
  async #write(id: string, file: string, text: string): Promise<void> {
    if (existsSync(this.folderOf(id))) {
      await writeAtomically(file, text, 0o600);
    }
  }

  #stateFile(id: string): string {
    return join(this.folderOf(id), 'run.json');
  }

  #cancelMark(id: string): string {
    return join(this.folderOf(id), 'cancel');
  }

  async #read(id: string): Promise<Run | undefined> {
    const file = this.#stateFile(id);
    const run = await readJson(file, Run).catch(() => undefined);
    return run?.state === 'running' && !(await livesBy(run.owner, file)) ? interrupted(run) : run;
  }

  async #ids(): Promise<string[]> {
    const entries = await namesIn(this.folder);
    return entries.sort().reverse();
  }
}

/** A mistyped reference, for example: it has made nothing, and should not push out a run that has. */
function isEmpty({ state, stages }: Run): boolean {
  return state !== 'running' && state !== 'finished' && stages.every(stage => stage.state !== 'finished');
}

function refuseResume({ id, state, stages, owner }: Run): void {
  const running = state === 'running';
  if (running || (state === 'finished' && stages.every(stage => stage.state === 'finished'))) {
    throw new ProblemError({
      code: running ? 'run-busy' : 'run-ended',
      message: `Run ${id} cannot be resumed.`,
      reason: running ? `It is still running: ${describe(owner)}.` : 'It has finished; all its stages are done.',
      suggestion: running
        ? `Cancel it first: \`deploy-model cancel ${id}\`.`
        : 'Start a new one with `deploy-model deploy`.'
    });
  }
}

/** A run that was cut off: the stage at work failed, the finished ones stay finished. */
function interrupted(run: Run): Run {
  const problem = Problem.parse({
    code: 'unexpected',
    message: 'The run was interrupted.',
    reason: 'The process that ran it is gone: it was killed, or the machine was restarted.',
    suggestion: `Go on after its last finished stage: \`deploy-model resume ${run.id}\`.`
  });
  const stages = run.stages.map(stage => (stage.state === 'running' ? { ...stage, state: 'failed' as const } : stage));
  return { ...run, state: 'interrupted', stages, problem };
}
