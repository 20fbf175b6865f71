import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import type { ClusterHttp } from './http';
import type { LogOptions } from './index';
import { pathOf, KINDS } from './kinds';
import { refusal } from './problems';

/** A follower gives up the connection when nothing came for so long, in seconds; most proxies cut before. */
const BEGIN_TIMEOUT = 60;

/** Lines of one container as they come. Ends with the container when followed. */
export async function* podLog(
  http: ClusterHttp,
  { pod, namespace, container, follow, lines, previous, signal }: LogOptions & { pod: string; namespace: string }
): AsyncIterable<string> {
  const answer = await http.stream({
    method: 'GET',
    path: `${pathOf(KINDS.pod, namespace, pod)}/log`,
    query: { container, follow, tailLines: lines, previous },
    timeoutSeconds: BEGIN_TIMEOUT,
    signal
  });
  if ((answer.statusCode ?? 0) >= 300) {
    throw refusal(answer.statusCode ?? 0, await text(answer));
  }
  try {
    yield* createInterface({ input: answer, crlfDelay: Infinity });
  } catch (error) {
    if (!signal?.aborted) {
      throw error;
    }
  } finally {
    answer.destroy();
  }
}
