import type { Given } from './pair';

interface Failure {
  status?: { code?: unknown; info?: unknown; reason?: unknown };
}

/** The failure that an answer tells, in Seldon's form; undefined for any other answer. */
export function failureIn({ status, body }: Given): Required<Failure>['status'] | undefined {
  return status >= 400 && typeof body === 'object' && body !== null ? (body as Failure).status : undefined;
}

/** Whether two answers say the same to a client: of failures the status and the reason, not the wording. */
export function isSame(ours: Given, theirs: Given): boolean {
  return JSON.stringify(essence(ours)) === JSON.stringify(essence(theirs));
}

function essence(given: Given): unknown {
  const failure = failureIn(given);
  return failure ? [given.status, failure.reason] : [given.status, sorted(given.body)];
}

/** Objects with their keys in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, part]) => [key, sorted(part)]));
}
