import type { Run, StageRecord } from '../../contract/run';
import type { StageName, StageState } from '../../contract/stage';

/** A run that stopped where it was told to, with stages left. */
export function isPaused(run: Run): boolean {
  return run.state === 'finished' && run.stages.some(({ state }) => state === 'waiting');
}

/** Whether a run ended because the model answered wrongly: its deploy stage refuses it, but its test is the reason. */
export function failedItsTest(run: Run): boolean {
  return run.problem?.code === 'test-failed';
}

/** The stage that matters now: at work, failed, or the last that was done. */
export function currentStage(run: Run): StageName {
  const { stages } = run;
  if (failedItsTest(run)) {
    return 'test';
  }
  if (isPaused(run) && run.request.target === 'kubernetes' && recordOf(run, 'build').state === 'finished') {
    // What it waits for is a look at the manifest.
    return 'deploy';
  }
  const now =
    stages.find(({ state }) => state === 'running') ??
    stages.find(({ state }) => state === 'failed' || state === 'cancelled') ??
    stages.findLast(({ state }) => state === 'finished') ??
    stages[0];
  return now?.name ?? 'select';
}

export function recordOf(run: Run | undefined, name: StageName): StageRecord {
  return run?.stages.find(stage => stage.name === name) ?? { name, state: 'waiting' };
}

/** A stage's state as it is shown: a test that found mistakes has not gone well, although it has finished. */
export function shownState(run: Run | undefined, name: StageName): StageState {
  const { state } = recordOf(run, name);
  return name === 'test' && state === 'finished' && run?.verdict?.passed === false ? 'failed' : state;
}

/** How long a stage took, or has been at work, in ms; undefined before it began. */
export function elapsed({ startedAt, finishedAt, state }: StageRecord, now: number): number | undefined {
  if (!startedAt) {
    return undefined;
  }
  const end = state === 'running' ? now : finishedAt && Date.parse(finishedAt);
  return end ? Math.max(0, end - Date.parse(startedAt)) : undefined;
}
