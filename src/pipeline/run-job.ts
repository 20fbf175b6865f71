import { existsSync } from 'node:fs';
import type { z } from 'zod';
import { type Problem, ProblemError, problemOf } from '../contract/problem';
import type { Run } from '../contract/run';
import { STAGES, type StageName, type StageState } from '../contract/stage';
import type { EventLog } from './event-log';
import { explain } from './hints';
import { isInterrupted } from './interruption';
import type { RunStore } from './run-store';
import type { Context, Stage } from './stage';
import type { Stages } from './stages';

/** What one run needs to go from its first unfinished stage to its end. */
export interface Job {
  run: Run;
  store: RunStore;
  stages: Stages;
  events: EventLog;
  context: Omit<Context, 'log'>;
  /** The last stage to run; the whole job unless only a part is wanted. */
  until: StageName;
}

type AnyStage = Stage<unknown, unknown>;

/** Runs the stages that have not finished. The outcome is in the run: finished, failed or cancelled, never thrown. */
export async function runJob(job: Job): Promise<Run> {
  const { run, store, events } = job;
  let current: StageName = 'select';
  // It is written with the first stage that begins.
  run.until = job.until;
  try {
    const earlier = await finishedEarlier(job);
    let value: unknown = earlier.at(-1) ?? run.request;
    for (const name of STAGES.slice(earlier.length, STAGES.indexOf(job.until) + 1)) {
      current = name;
      // Between stages: what a finished one left is not thrown away.
      job.context.signal.throwIfAborted();
      // The request may have been changed since an earlier attempt.
      value = await runStage(job, name, withRequest(value, run));
    }
    const outcome = value as Partial<Pick<Run, 'verdict' | 'deployment'>>;
    Object.assign(run, { state: 'finished', verdict: outcome.verdict, deployment: outcome.deployment });
  } catch (error) {
    if (isInterrupted(job.context.signal)) {
      // The run is then `interrupted`, and can be resumed.
      return run;
    }
    const problem = job.context.signal.aborted ? cancelled(run) : explain(problemOf(error));
    Object.assign(run, { state: problem.code === 'cancelled' ? 'cancelled' : 'failed', problem });
    await failStage(job, current, problem);
  }
  await store.save(run);
  events.append({
    event: 'run-finished',
    state: run.state as 'finished' | 'failed' | 'cancelled',
    problem: run.problem,
    verdict: run.verdict,
    deployment: run.deployment
  });
  return run;
}

/** The first stage has no output before it: it gets the request itself. */
function withRequest(output: unknown, { request }: Run): unknown {
  return output === request ? request : { ...(output as object), request };
}

/**
 * What an earlier attempt left, in the order of the stages. The first one that is missing or damaged and all after it
 * run again, for they were made from it; so does the last one when its files are gone.
 */
async function finishedEarlier({ run, store, stages }: Job): Promise<unknown[]> {
  const outputs: unknown[] = [];
  for (const name of STAGES) {
    const schema = stages[name].output as z.ZodType;
    const output = recordOf(run, name).state === 'finished' ? await store.output(run.id, name, schema) : undefined;
    if (output === undefined) {
      break;
    }
    outputs.push(output);
  }
  while (outputs.length > 0 && !isThere(stages[STAGES[outputs.length - 1]!] as unknown as AnyStage, outputs.at(-1))) {
    outputs.pop();
  }
  return outputs;
}

function isThere(stage: AnyStage, output: unknown): boolean {
  return stage.paths?.(output).every(path => existsSync(path)) ?? true;
}

async function runStage(job: Job, name: StageName, input: unknown): Promise<unknown> {
  const { run, store, events } = job;
  const stage = job.stages[name] as unknown as AnyStage;
  const started = Date.now();
  await mark(job, name, 'running');
  events.append({ event: 'stage-started', stage: name, title: stage.title });
  const log = events.stage(name);
  const context: Context = {
    ...job.context,
    log: { ...log, warn: problem => void (keepWarning(run, problem), log.warn(problem)) }
  };
  for (const problem of await stage.check(input, context)) {
    if (problem.severity === 'error') {
      throw new ProblemError(problem);
    }
    context.log.warn(problem);
  }
  context.signal.throwIfAborted();
  const output = stage.output.parse(await stage.run(input, context));
  await store.saveOutput(run.id, name, output);
  if (name === 'test') {
    run.verdict = (output as Pick<Run, 'verdict'>).verdict;
  }
  const note = stage.note(output);
  Object.assign(recordOf(run, name), { note });
  await mark(job, name, 'finished');
  events.append({ event: 'stage-finished', stage: name, milliseconds: Date.now() - started, note });
  return output;
}

/** A stage that runs again says the same again. */
function keepWarning({ warnings }: Run, problem: Problem): void {
  if (!warnings.some(({ code, message }) => code === problem.code && message === problem.message)) {
    warnings.push(problem);
  }
}

async function failStage(job: Job, name: StageName, problem: Problem): Promise<void> {
  const record = recordOf(job.run, name);
  const since = record.startedAt ? Date.now() - Date.parse(record.startedAt) : 0;
  Object.assign(record, { problem });
  await mark(job, name, problem.code === 'cancelled' ? 'cancelled' : 'failed');
  job.events.append({ event: 'stage-failed', stage: name, milliseconds: since, problem });
}

async function mark({ run, store }: Job, name: StageName, state: StageState): Promise<void> {
  const record = recordOf(run, name);
  const now = new Date().toISOString();
  if (state === 'running') {
    // What came out of the stages after it is out of date from now on, also when this process is killed.
    const after = STAGES.slice(STAGES.indexOf(name) + 1);
    run.stages = run.stages.map(stage => (after.includes(stage.name) ? { name: stage.name, state: 'waiting' } : stage));
  }
  Object.assign(
    record,
    state === 'running' ? { state, startedAt: now, problem: undefined } : { state, finishedAt: now }
  );
  await store.save(run);
}

function recordOf(run: Run, name: StageName): Run['stages'][number] {
  return run.stages.find(stage => stage.name === name)!;
}

function cancelled(run: Run): Problem {
  return {
    code: 'cancelled',
    severity: 'error',
    message: 'The run was cancelled.',
    reason: 'Somebody asked for it; what it had started was ended and removed.',
    suggestion: `Go on after its last finished stage: \`deploy-model resume ${run.id}\`.`
  };
}
