import type { Metrics } from '../../../contract/metrics';
import { ProblemError } from '../../../contract/problem';
import { refusal } from '../../../tools/kubernetes/problems';
import { metricsOf } from '../../../tools/prometheus';
import type { Place } from './place';
import { ENGINE_PORT, MODEL_PORT } from './reach';

/** Seconds that one pod's page may take. */
const SECONDS = 10;
/** Where Seldon's executor tells what it has counted; the built-in runtime does the same. */
const PAGE = '/prometheus';

/**
 * What one pod has counted, read from the pod itself: its orchestrator's page, without one the model's. By the API server's
 * proxy where that is allowed, else by a forwarded port. Throws cluster-forbidden, endpoint-unreachable.
 */
export async function podMetrics(
  place: Pick<Place, 'cluster' | 'namespace'>,
  pod: string,
  { engine, signal }: { engine: boolean; signal: AbortSignal }
): Promise<Metrics> {
  const { cluster, namespace } = place;
  const port = engine ? ENGINE_PORT : MODEL_PORT;
  const url = `${cluster.podAddress(pod, port, namespace)}${PAGE}`;
  const { status, body } = await cluster.ask('GET', url, { timeoutSeconds: SECONDS, signal });
  if (status === 200) {
    return metricsOf(body, new Date().toISOString());
  }
  if (status === 403 && (await mayForward(place))) {
    return metricsOf(await forwarded(place, { pod, port, signal }), new Date().toISOString());
  }
  throw status === 403 || status === 401
    ? refusal(status, body)
    : new ProblemError({
        code: 'endpoint-unreachable',
        message: `The pod ${pod} has no metrics.`,
        reason: `Its page ${PAGE} answered with status ${status}.`,
        suggestion: 'Look at its log.'
      });
}

async function mayForward({ cluster, namespace }: Pick<Place, 'cluster' | 'namespace'>): Promise<boolean> {
  const [may] = await cluster.may([{ verb: 'create', group: '', resource: 'pods/portforward', namespace }]);
  return may === true;
}

async function forwarded(
  { cluster, namespace }: Pick<Place, 'cluster' | 'namespace'>,
  { pod, port, signal }: { pod: string; port: number; signal: AbortSignal }
): Promise<string> {
  const tunnel = await cluster.forward(pod, port, namespace);
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(SECONDS * 1000)]);
    return await (await fetch(`http://127.0.0.1:${tunnel.port}${PAGE}`, { signal: limit })).text();
  } finally {
    tunnel.close();
  }
}
