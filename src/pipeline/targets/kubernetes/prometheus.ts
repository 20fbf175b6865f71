import { z } from 'zod';
import type { Metrics } from '../../../contract/metrics';
import type { Cluster } from '../../../tools/kubernetes';
import { KINDS } from '../../../tools/kubernetes/kinds';
import { EXECUTOR_REQUESTS, metricsOfSamples } from '../../../tools/prometheus';
import { versionName } from '../../templates/manifest';
import type { Place } from './place';

/** Labels of a Prometheus's Service: of the operator's, of the chart by that name, and of the older one that Seldon's analytics has. */
const SERVICES = [
  'operated-prometheus=true',
  'app.kubernetes.io/name=prometheus,app.kubernetes.io/component=server',
  'app=prometheus,component=server'
];
/** What a pod's namespace is called among the labels: by the operator, and by older scrape configurations. */
const NAMESPACES = ['namespace', 'kubernetes_namespace'];
const SECONDS = 10;

const Service = z.looseObject({ spec: z.looseObject({ ports: z.array(z.looseObject({ port: z.number() })).min(1) }) });
const Answer = z.object({
  data: z.object({
    resultType: z.literal('vector'),
    result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) }))
  })
});

/**
 * What a Prometheus of the cluster has collected of one version: as old as its last scrape, and of pods that may not be asked.
 * It is the one that DEPLOY_MODEL_PROMETHEUS names, else the first whose Service is found. Undefined where there is none, or
 * where it knows nothing of the version.
 */
export async function collectedMetrics(
  place: Place,
  revision: number,
  { env, signal }: { env: NodeJS.ProcessEnv; signal: AbortSignal }
): Promise<Metrics | undefined> {
  const address = await prometheusOf(place.cluster, env);
  if (address === undefined) {
    return undefined;
  }
  const url = `${address}/api/v1/query?query=${encodeURIComponent(queryOf(place, revision))}`;
  const { result } = Answer.parse(JSON.parse(await read(place.cluster, url, signal))).data;
  const samples = result.map(({ metric: { __name__: name = '', ...labels }, value: [, value] }) => ({
    name,
    labels,
    value: Number(value)
  }));
  return samples.length === 0 ? undefined : metricsOfSamples(samples, new Date().toISOString());
}

/** The counts of all pods of a version, each kind added up. */
function queryOf({ name, namespace }: Place, revision: number): string {
  const common = `__name__=~"${EXECUTOR_REQUESTS}_(bucket|count|sum)",deployment_name="${name}",predictor_version="${versionName(revision)}"`;
  const alternatives = NAMESPACES.map(label => `{${common},${label}="${namespace}"}`);
  return `sum by (__name__, code, le) (${alternatives.join(' or ')})`;
}

async function prometheusOf(cluster: Cluster, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  if (env.DEPLOY_MODEL_PROMETHEUS) {
    return env.DEPLOY_MODEL_PROMETHEUS.replace(/\/$/, '');
  }
  for (const labels of SERVICES) {
    // Forbidden is as good as none.
    const [found] = await cluster.list(KINDS.service, { labels }).catch(() => []);
    if (found) {
      const { name, namespace = '' } = found.metadata;
      const { port } = Service.parse(found).spec.ports[0]!;
      return cluster.inside
        ? `http://${name}.${namespace}.svc.cluster.local:${port}`
        : cluster.proxyAddress(name, port, namespace);
    }
  }
  return undefined;
}

async function read(cluster: Cluster, url: string, signal: AbortSignal): Promise<string> {
  if (url.startsWith(cluster.server)) {
    return (await cluster.ask('GET', url, { timeoutSeconds: SECONDS, signal })).body;
  }
  const limit = AbortSignal.any([signal, AbortSignal.timeout(SECONDS * 1000)]);
  return (await fetch(url, { signal: limit })).text();
}
