import { setTimeout as sleep } from 'node:timers/promises';
import { ProblemError, problemOf } from '../../../contract/problem';
import type { Answer, AskOptions } from '../../../tools/endpoint';
import { parseExact } from '../../../tools/exact-json';
import { hedged } from './hedge';

/** Seconds that a route may take to reach its gateway. */
const PATIENCE = 60;
/** Seconds of one attempt: a route that is only half there may swallow what is sent to it. */
const ATTEMPT = 20;
/** Seconds for which a failing answer may be that of a pod on its way out. */
const FAILING = 10;
/** Milliseconds between two attempts: the first pause, which doubles, and the longest. */
const PAUSE = 50;
const LONGEST_PAUSE = 400;
/** Gateways that do not know the route yet, or whose pods they do not know yet. */
const NOT_YET = new Set([404, 502, 503, 504]);

/** What is asked: an address, and how a request gets there. */
export interface Asked {
  where: string;
  send(body: Record<string, unknown>, options: AskOptions): Promise<Answer>;
}

/**
 * Sends a real request until the route answers it: a deployment is not ready while its address gives 404. Throws route-missing,
 * and the signal's reason.
 */
export async function firstRequest(
  { where, send }: Asked,
  { example, signal }: { example: string | undefined; signal: AbortSignal }
): Promise<void> {
  const body = example === undefined ? { data: { ndarray: [] } } : (parseExact(example) as Record<string, unknown>);
  const begun = Date.now();
  const ask = (until: AbortSignal) => send(body, { timeoutSeconds: ATTEMPT, signal: until });
  let last = '';
  let pause = PAUSE;
  do {
    try {
      const { status } = await hedged({ ask, isAnswer: answer => !NOT_YET.has(answer.status), signal });
      // Without an example the model may well refuse what it was sent; it answered.
      if (status < 300 || (example === undefined && !NOT_YET.has(status))) {
        return;
      }
      last = `Its last answer had status ${status}.`;
      if (!NOT_YET.has(status) && (status < 500 || Date.now() - begun > FAILING * 1000)) {
        break;
      }
    } catch (error) {
      signal.throwIfAborted();
      last = problemOf(error).reason || problemOf(error).message;
    }
    await sleep(pause, undefined, { signal });
    pause = Math.min(2 * pause, LONGEST_PAUSE);
  } while (Date.now() - begun < PATIENCE * 1000);
  throw new ProblemError({
    code: 'route-missing',
    message: `The new version runs, but ${where} does not give its prediction.`,
    reason: last,
    suggestion: 'See whether the ingress gateway has the route; `kubectl get virtualservices` shows what was written.'
  });
}
