import { setTimeout as sleep } from 'node:timers/promises';
import { ProblemError, problemOf } from '../../../contract/problem';
import type { Answer, AskOptions } from '../../../tools/endpoint';
import { parseExact } from '../../../tools/exact-json';

/** Seconds that a route may take to reach its gateway. */
const PATIENCE = 60;
/** Seconds of one attempt: a route that is only half there may swallow what is sent to it. */
const ATTEMPT = 20;
/** Seconds for which a failing answer may be that of a pod on its way out. */
const FAILING = 10;
/** Gateways that do not know the route yet, or whose pods they do not know yet. */
const NOT_YET = new Set([404, 502, 503, 504]);

/** What is asked: an address, and how a request gets there. */
export interface Asked {
  where: string;
  send(body: Record<string, unknown>, options: AskOptions): Promise<Answer>;
}

/** Sends a real request until the route answers it: a deployment is not ready while its address gives 404. */
export async function firstRequest(
  { where, send }: Asked,
  { example, signal }: { example: string | undefined; signal: AbortSignal }
): Promise<void> {
  const body = example === undefined ? { data: { ndarray: [] } } : (parseExact(example) as Record<string, unknown>);
  const begun = Date.now();
  let last = '';
  do {
    try {
      const { status } = await send(body, { timeoutSeconds: ATTEMPT, signal });
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
    await sleep(300, undefined, { signal });
  } while (Date.now() - begun < PATIENCE * 1000);
  throw new ProblemError({
    code: 'route-missing',
    message: `The new version runs, but ${where} does not give its prediction.`,
    reason: last,
    suggestion: 'See whether the ingress gateway has the route; `kubectl get virtualservices` shows what was written.'
  });
}
