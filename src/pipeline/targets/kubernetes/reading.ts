import { ROLLOUT_STEPS } from '../../../contract/rollout';
import type { Cause } from './cause';
import { causeOf } from './causes';
import type { DeploymentView, Observed } from './observed';

/** What the objects of the cluster show of a rollout. */
export const STEPS = ROLLOUT_STEPS;
export type StepName = (typeof STEPS)[number]['name'];

/** Where a rollout stands. `cause`: what holds it up, as soon as it is known. */
export interface Reading {
  /** Steps that are done, of STEPS. */
  done: number;
  ready: boolean;
  /** One sentence. */
  sentence: string;
  cause?: Cause;
}

/** The version that each predictor must have come to, by the predictor's name; absent: whatever is there counts. */
export type Expected = Record<string, string>;

/**
 * Reads a rollout. The state of a SeldonDeployment alone is never believed: it flickers, says Available for the
 * generation before, and stays Creating for ever. What counts are the Deployments' own numbers.
 */
export function read(observed: Observed, expected?: Expected): Reading {
  const done = stepsDone(observed, expected);
  const ready = done === STEPS.length;
  const cause = ready ? undefined : causeOf(observed);
  const step = STEPS[Math.min(done, STEPS.length - 1)]!;
  return { done, ready, sentence: cause?.problem.message ?? (ready ? 'It answers.' : `${step.waiting}.`), cause };
}

function stepsDone({ sdep, deployments, pods }: Observed, expected: Expected | undefined): number {
  const live = pods.filter(({ leaving }) => !leaving);
  const wanted = deployments.reduce((sum, each) => sum + each.wanted, 0);
  const checks = [
    isAccepted({ sdep, deployments }, expected),
    live.length >= wanted && live.every(({ node, conditions }) => node ?? isTrue(conditions, 'PodScheduled')),
    live.every(({ containers }) => containers.length > 0 && containers.every(({ state }) => !state.waiting)),
    deployments.every(isRolledOut),
    sdep?.status?.state === 'Available' && isTrue(sdep.status.conditions ?? [], 'Ready')
  ];
  const open = checks.findIndex(check => !check);
  return open === -1 ? checks.length : open;
}

function isAccepted(
  { sdep, deployments }: Pick<Observed, 'sdep' | 'deployments'>,
  expected: Expected | undefined
): boolean {
  if (!sdep || deployments.length === 0) {
    return false;
  }
  const versions = Object.values(expected ?? {});
  return (
    deployments.every(({ seen }) => seen) &&
    versions.every(version => deployments.some(each => each.version === version)) &&
    (expected === undefined || deployments.every(each => versions.includes(each.version)))
  );
}

/** All replicas are of the latest spec, and available; nothing of an earlier one is left. */
export function isRolledOut({ seen, wanted, replicas, updated, available }: DeploymentView): boolean {
  return seen && [replicas, updated, available].every(count => count === wanted);
}

function isTrue(conditions: readonly { type: string; status: string }[], type: string): boolean {
  return conditions.some(condition => condition.type === type && condition.status === 'True');
}
