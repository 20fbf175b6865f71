import { type Problem, ProblemError } from '../../../contract/problem';
import type { Log } from '../../../tools/log';
import { redact } from '../../../tools/redact';
import { explain } from '../../hints';
import type { Cause } from './cause';
import { WRONG_PROCESSOR } from './container-causes';
import type { DeploymentView } from './observed';
import { Observer } from './observer';
import type { Place } from './place';
import { type Expected, read, type Reading, STEPS } from './reading';

/** Lines of a container's log that a Problem shows. */
const LOG_LINES = 60;
/** Seconds within which the operator must have begun, else it is not there. */
const OPERATOR_PATIENCE = 30;
/** Seconds that pods may take to go: their grace period, which the operator sets to 20. */
const LEAVE_PATIENCE = 30;
const SOURCE = 'cluster';

export interface Rollout {
  place: Place;
  expected: Expected;
  /** Whether the operator has passed on what was asked for; what is seen before that is still the state of before. */
  passedOn?: (deployments: readonly DeploymentView[]) => boolean;
  /** Seconds after which it has failed. */
  deadline: number;
  log: Log;
  signal: AbortSignal;
}

/**
 * Follows a rollout to its end, telling each step with its time. Ends when everything is rolled out and the route is
 * written; throws the cause when it lasts longer than it may, and at the deadline in any case.
 */
export async function watchRollout({ place, expected, passedOn, deadline, log, signal }: Rollout): Promise<void> {
  const stop = new AbortController();
  const observer = new Observer(place, AbortSignal.any([signal, stop.signal]));
  const teller = new Teller(log);
  const begun = Date.now();
  const seconds = () => (Date.now() - begun) / 1000;
  let since: { message: string; at: number } | undefined;
  try {
    for (;;) {
      signal.throwIfAborted();
      const known = observer.complete && (passedOn?.(observer.now().deployments) ?? true);
      const reading = known ? read(observer.now(), expected) : undefined;
      if (reading) {
        teller.tell(reading, seconds());
        if (reading.ready) {
          await waitForOthersToLeave(observer, expected, { log, signal });
          return;
        }
        const { cause } = reading;
        const key = cause?.problem.message;
        since = key === undefined ? undefined : since?.message === key ? since : { message: key, at: seconds() };
        if (cause && seconds() - since!.at > cause.patience) {
          throw new ProblemError(await withLog(cause, place));
        }
        if (reading.done === 0 && seconds() > OPERATOR_PATIENCE && !cause) {
          throw operatorAway();
        }
        if (seconds() > deadline) {
          throw new ProblemError(cause ? await withLog(cause, place) : tooLate(reading, deadline));
        }
      } else if (seconds() > deadline) {
        observer.now();
        throw operatorAway();
      }
      await observer.change(1000);
    }
  } finally {
    stop.abort();
  }
}

/** Pods of a version before still answer on kept connections until they are gone. */
async function waitForOthersToLeave(
  observer: Observer,
  expected: Expected,
  { log, signal }: Pick<Rollout, 'log' | 'signal'>
): Promise<void> {
  const versions = Object.values(expected);
  const others = () =>
    observer.now().pods.filter(({ version, phase }) => phase === 'Running' && !versions.includes(version));
  const end = Date.now() + LEAVE_PATIENCE * 1000;
  if (others().length > 0) {
    log.line(SOURCE, 'Waiting for the pods of the version before to finish');
  }
  while (others().length > 0 && Date.now() < end) {
    signal.throwIfAborted();
    await observer.change(1000);
  }
}

/** Says every step once, and a cause when it appears. */
class Teller {
  #done = 0;
  #said = '';

  constructor(private readonly log: Log) {}

  tell({ done, sentence, cause }: Reading, seconds: number): void {
    for (; this.#done < done; this.#done++) {
      this.log.line(SOURCE, `${STEPS[this.#done]!.done} (${seconds.toFixed(1)} s)`);
    }
    this.log.progress(sentence, done, STEPS.length, 'steps');
    if (cause && cause.problem.message !== this.#said) {
      this.#said = cause.problem.message;
      this.log.line(SOURCE, `${cause.problem.message} ${cause.problem.reason} (${seconds.toFixed(1)} s)`);
    }
  }
}

/** The cause with what its container wrote, and what is known about that text. */
export async function withLog({ problem, log }: Cause, { cluster, namespace }: Place): Promise<Problem> {
  if (!log) {
    return problem;
  }
  const lines: string[] = [];
  const options = {
    container: log.container,
    previous: log.previous,
    lines: LOG_LINES,
    signal: AbortSignal.timeout(10_000)
  };
  try {
    for await (const line of cluster.logs(log.pod, namespace, options)) {
      lines.push(line);
    }
  } catch {
    // The container may be gone, or its log may not be read: the cause stands without it.
  }
  const detail = lines.join('\n');
  if (/exec format error/.test(detail)) {
    return { ...problem, ...WRONG_PROCESSOR, reason: lines.at(-1)!, detail };
  }
  if (lines.length === 0) {
    return problem;
  }
  return explain({ ...problem, ...(log.tellsWhy ? { reason: redact(lines.at(-1)!) } : {}), detail });
}

function tooLate({ sentence }: Reading, deadline: number): Problem {
  return {
    code: 'model-start-timeout',
    severity: 'error',
    message: `The rollout was not done after ${deadline} seconds.`,
    reason: sentence,
    suggestion: 'Give it more time with --deadline.'
  };
}

function operatorAway(): ProblemError {
  return new ProblemError({
    code: 'seldon-missing',
    message: 'Nothing in the cluster acts on the SeldonDeployment.',
    reason: `Its operator has made nothing in ${OPERATOR_PATIENCE} seconds: it is not running, or does not watch this namespace.`,
    suggestion: 'Ask the administrator to look at seldon-controller-manager; see `deploy-model cluster`.'
  });
}
