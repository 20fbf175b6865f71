import type { Endpoint } from '../../../contract/deployment';
import { ProblemError } from '../../../contract/problem';
import type { EndpointClient } from '../../../tools/endpoint';
import { parseExact } from '../../../tools/exact-json';
import { v2RequestOf } from '../../testing/v2-request';

/** Seconds that one answer may take. */
const SECONDS = 30;

/** How far the answers of two versions to the same request are apart, as `driftOf` says it. */
export async function askDrift(
  client: EndpointClient,
  { main, next }: { main: Endpoint; next: Endpoint },
  { body, signal }: { body: unknown; signal: AbortSignal }
): Promise<number> {
  const ask = async ({ predictions }: Endpoint) => {
    const answer = await client.post(predictions, body, { timeoutSeconds: SECONDS, signal });
    return answer.status < 300 ? valuesOf(answer.body) : undefined;
  };
  const [before, after] = await Promise.all([ask(main), ask(next)]);
  // Two that both refuse do not differ; failures are what the error rate is for.
  return before && after ? driftOf(before, after) : before === after ? 0 : 1;
}

/** A deployment's example as its protocol says it. Throws no-example. */
export function driftRequest(example: string | undefined, protocol: 'seldon' | 'v2'): unknown {
  const message = example === undefined ? undefined : (parseExact(example) as Record<string, unknown>);
  const body = message && protocol === 'v2' ? v2RequestOf(message) : message;
  if (body === undefined) {
    throw new ProblemError({
      code: 'no-example',
      message: 'There is no request to compare the answers of both versions with.',
      reason: 'It is the example of the logged model, and it is kept where the model was deployed from.',
      suggestion: 'Leave --max-drift out, or decide where the model was deployed from.'
    });
  }
  return body;
}

/**
 * The mean over all values of an answer: a number counts as |new - old| / max(|old|, |new|), 1 at most, anything else as 0 when equal and
 * 1 when not. Answers of different length are 1 apart.
 */
export function driftOf(before: readonly unknown[], after: readonly unknown[]): number {
  if (before.length !== after.length) {
    return 1;
  }
  const sum = before.reduce<number>((total, value, i) => total + distance(value, after[i]), 0);
  return before.length === 0 ? 0 : sum / before.length;
}

function distance(before: unknown, after: unknown): number {
  if (typeof before !== 'number' || typeof after !== 'number') {
    return before === after ? 0 : 1;
  }
  const largest = Math.max(Math.abs(before), Math.abs(after));
  return largest === 0 ? 0 : Math.min(1, Math.abs(after - before) / largest);
}

/** What an answer predicts, flat: of a Seldon message its data, of V2 all outputs, else all of it. */
export function valuesOf(body: unknown): unknown[] {
  const { data, jsonData, strData, outputs } = (body ?? {}) as Record<string, unknown>;
  const tensor = data as { ndarray?: unknown; tensor?: { values?: unknown } } | undefined;
  const said = tensor?.ndarray ?? tensor?.tensor?.values ?? jsonData ?? strData ?? outputs ?? body;
  return flat(said).filter(value => value !== undefined);
}

function flat(value: unknown): unknown[] {
  if (Array.isArray(value)) {
    return value.flatMap(flat);
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(flat) : [value];
}
