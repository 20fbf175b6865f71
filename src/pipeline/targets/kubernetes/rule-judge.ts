import type { RolloutRule } from '../../../contract/rollout-rule';

/** What is known of a version that a rule decides about. */
export interface Evidence {
  /** Seconds for which the rule has held. */
  seconds: number;
  requests: number;
  errors: number;
  /** Seconds; absent without requests. */
  p99?: number;
  /** See `driftOf`; absent when the rule does not ask for it. */
  drift?: number;
  /** How often its containers ended and were started again. */
  restarts: number;
  /** Why there are no numbers. */
  unread?: string;
}

export interface Judgement {
  next: 'wait' | 'promote' | 'discard' | 'give up';
  reason: string;
}

/** A rule without enough requests is given up after so many times its duration. */
const PATIENCE = 2;

/** What a rule says to what is known: broken limits end it at once, kept ones when its time is over. */
export function judge(rule: RolloutRule, evidence: Evidence): Judgement {
  const { seconds, requests, restarts, unread } = evidence;
  if (restarts > 0) {
    return { next: 'discard', reason: `Its containers ended by themselves ${times(restarts)}.` };
  }
  const enough = unread === undefined && requests >= rule.minRequests;
  const broken = enough ? brokenLimits(rule, evidence) : [];
  if (broken.length > 0) {
    return { next: 'discard', reason: `${broken.join('; ')}.` };
  }
  if (seconds < rule.after || (!enough && seconds < PATIENCE * rule.after)) {
    return { next: 'wait', reason: unread ?? measured(rule, evidence) };
  }
  return enough
    ? { next: 'promote', reason: measured(rule, evidence) }
    : { next: 'give up', reason: unread ?? `It had ${requests} requests, too few of ${rule.minRequests}.` };
}

function brokenLimits({ maxErrorRate, maxP99, maxDrift }: RolloutRule, evidence: Evidence): string[] {
  const { p99, drift } = evidence;
  const rate = errorRate(evidence);
  return [
    ...(rate > maxErrorRate ? [`${percent(rate)} of its requests failed, more than ${maxErrorRate} %`] : []),
    ...(maxP99 !== undefined && p99 !== undefined && p99 * 1000 > maxP99
      ? [`99 of 100 requests took up to ${milliseconds(p99)}, more than ${maxP99} ms`]
      : []),
    ...(maxDrift !== undefined && drift !== undefined && drift > maxDrift
      ? [
          `its answers are ${percent(drift * 100)} away from the running version's, more than ${percent(maxDrift * 100)}`
        ]
      : [])
  ];
}

/** The numbers in one sentence. */
function measured({ minRequests }: RolloutRule, evidence: Evidence): string {
  const { requests, p99, drift } = evidence;
  const parts = [
    `${requests} requests${requests < minRequests ? ` of at least ${minRequests}` : ''}`,
    `${percent(errorRate(evidence))} failed`,
    ...(p99 === undefined ? [] : [`p99 ${milliseconds(p99)}`]),
    ...(drift === undefined ? [] : [`drift ${percent(drift * 100)}`])
  ];
  return `${parts.join(', ')}.`;
}

const errorRate = ({ requests, errors }: Evidence): number => (requests === 0 ? 0 : (100 * errors) / requests);
const percent = (value: number): string => `${Number(value.toPrecision(3))} %`;
const milliseconds = (seconds: number): string => `${Number((seconds * 1000).toPrecision(3))} ms`;
const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
