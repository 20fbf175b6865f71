import { ANSWERED, ROLLOUT_STEPS } from '../../contract/rollout';
import type { StageState } from '../../contract/stage';

export type StepName = (typeof ROLLOUT_STEPS)[number]['name'] | (typeof ANSWERED)['name'];

/** One step of a rollout on a cluster; `seconds` is how long it took. */
export interface RolloutStep {
  name: StepName;
  state: StageState;
  seconds?: number;
}

/** Where a rollout stands. `remark`: what holds it up, as the cluster says it. */
export interface Rollout {
  steps: RolloutStep[];
  remark?: string;
}

const STEPS = [...ROLLOUT_STEPS, ANSWERED];
const TIMED = /^(.*) \((\d+(?:\.\d+)?) s\)$/;

/** Reads a rollout from what was told of it; undefined when nothing of one was told. */
export function rolloutOf(lines: Iterable<string>, state: StageState): Rollout | undefined {
  let reached: number[] = [];
  let remark: string | undefined;
  for (const line of lines) {
    const [, sentence, seconds] = TIMED.exec(line) ?? [];
    const index = STEPS.findIndex(({ done }) => done === sentence);
    if (index >= 0) {
      // The first step begins a new rollout: a version beside another has several, one after the other.
      reached = index === 0 ? [Number(seconds)] : [...reached.slice(0, index), Number(seconds)];
      remark = undefined;
    } else if (sentence !== undefined) {
      remark = sentence;
    }
  }
  if (reached.length === 0 && remark === undefined && state !== 'running') {
    return undefined;
  }
  return { steps: STEPS.map(({ name }, index) => stepOf(name, { index, reached, state })), remark };
}

function stepOf(
  name: StepName,
  { index, reached, state }: { index: number; reached: readonly number[]; state: StageState }
): RolloutStep {
  const at = reached[index];
  if (at !== undefined) {
    // The time of the last one is its own; the others count from the rollout's begin.
    const seconds = name === ANSWERED.name ? at : Math.max(0, at - (reached[index - 1] ?? 0));
    return { name, state: 'finished', seconds };
  }
  const isNext = index === reached.length;
  return { name, state: state === 'finished' ? 'skipped' : isNext ? state : 'waiting' };
}
