import { z } from 'zod';
import type { Cluster } from './index';
import { KINDS, pathOf } from './kinds';

const Version = z.looseObject({ gitVersion: z.string() });
const Groups = z.looseObject({ groups: z.array(z.looseObject({ name: z.string() })) });
const Operator = z.looseObject({
  metadata: z.looseObject({ namespace: z.string().optional(), labels: z.record(z.string(), z.string()).optional() }),
  spec: z.looseObject({
    template: z.looseObject({
      spec: z.looseObject({
        containers: z.array(
          z.looseObject({
            image: z.string().optional(),
            env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })).optional()
          })
        )
      })
    })
  })
});
const Config = z.looseObject({ data: z.record(z.string(), z.string()).optional() });

/** What there is in a cluster that matters to a deployment. Absent: not there, or not allowed to be seen. */
export interface ClusterFacts {
  /** For example v1.34.4. */
  version: string;
  /** Whether the cluster knows SeldonDeployments. */
  seldon: boolean;
  /** The operator's version, where its Deployment may be read. */
  seldonVersion?: string;
  seldonNamespace?: string;
  /** Prepackaged servers of its configuration. */
  servers?: string[];
  /** What routes requests from outside. */
  ingress: ('istio' | 'ambassador')[];
  /** The Istio gateway that the operator writes routes for, `namespace/name`. */
  istioGateway?: string;
  keda: boolean;
}

const OPERATOR = 'seldon-controller-manager';
const NAMESPACES = ['seldon-system', 'seldon', 'kubeflow'];

/** Looks by API discovery first: everybody may read that. */
export async function discover(cluster: Cluster): Promise<ClusterFacts> {
  const [version, groups, operator, servers] = await Promise.all([
    cluster.read('/version'),
    cluster.read('/apis'),
    findOperator(cluster),
    findServers(cluster)
  ]);
  const names = Groups.parse(groups ?? { groups: [] }).groups.map(({ name }) => name);
  const container = operator?.spec.template.spec.containers.find(({ image }) => image?.includes('seldon'));
  const env = new Map(container?.env?.map(({ name, value }) => [name, value]));
  const istio = names.includes('networking.istio.io') && env.get('ISTIO_ENABLED') !== 'false';
  return {
    version: Version.parse(version).gitVersion,
    seldon: names.includes('machinelearning.seldon.io'),
    seldonVersion: operator?.metadata.labels?.['app.kubernetes.io/version'] ?? container?.image?.split(':').at(-1),
    seldonNamespace: operator?.metadata.namespace,
    servers,
    ingress: [
      ...(istio ? (['istio'] as const) : []),
      ...(names.includes('getambassador.io') ? (['ambassador'] as const) : [])
    ],
    istioGateway: env.get('ISTIO_GATEWAY'),
    keda: names.includes('keda.sh')
  };
}

async function findOperator(cluster: Cluster): Promise<z.infer<typeof Operator> | undefined> {
  for (const namespace of NAMESPACES) {
    const found = await tolerant(() => cluster.get(KINDS.deployment, OPERATOR, namespace));
    if (found) {
      return Operator.parse(found);
    }
  }
  return undefined;
}

async function findServers(cluster: Cluster): Promise<string[] | undefined> {
  for (const namespace of NAMESPACES) {
    const found = await tolerant(() => cluster.read(pathOf(KINDS.configMap, namespace, 'seldon-config')));
    const text = found ? Config.parse(found).data?.predictor_servers : undefined;
    if (text) {
      return Object.keys(JSON.parse(text) as object).sort();
    }
  }
  return undefined;
}

/** What may not be read is as good as not there. */
async function tolerant<T>(read: () => Promise<T>): Promise<T | undefined> {
  return read().catch(() => undefined);
}
