import { setTimeout as sleep } from 'node:timers/promises';
import { type Problem, problemOf } from '../../contract/problem';
import type { Connection } from './connection';
import { taggedName } from './reference';

/** Seconds that a registry may take to answer; who is slow is not away. */
const PATIENCE = 3;

/** Whether a registry is not there at all: its port is closed, or its name is not known. */
export function isAway({ code, reason }: Problem): boolean {
  return code === 'registry-unreachable' && /connection refused|no such host/.test(reason);
}

/**
 * Why a push to the registry in a name is bound to fail; undefined where that is not certain. The engine looks for itself: it
 * may be far from here, behind a proxy or have a mirror.
 */
export async function awayProblem(
  connection: Connection,
  reference: string,
  signal: AbortSignal
): Promise<Problem | undefined> {
  const name = taggedName(reference);
  // An image of that name need not be there: that there is none is an answer, too.
  const answer = connection.call(
    `find the registry of ${name}`,
    client => client.getImage(name).distribution(),
    signal
  );
  const problem = await Promise.race([
    answer.then(() => undefined, problemOf),
    sleep(PATIENCE * 1000, undefined, { signal, ref: false })
  ]);
  return problem && isAway(problem) ? problem : undefined;
}
