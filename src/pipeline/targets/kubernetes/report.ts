import type { ClusterReport, KubernetesOptions } from '../../../contract/kubernetes';
import { Problem } from '../../../contract/problem';
import { type ClusterFacts, discover } from '../../../tools/kubernetes/discovery';
import { permissions } from './permissions';
import type { Place } from './place';
import { protocolsOf } from './protocols';
import { ingressOf } from './reach';

/** What there is in a cluster, and what this user may do there. */
export async function reportOf(
  place: Pick<Place, 'cluster' | 'namespace'>,
  env: NodeJS.ProcessEnv
): Promise<ClusterReport> {
  const { cluster, namespace } = place;
  const [facts, rights, ingress, protocols] = await Promise.all([
    discover(cluster),
    permissions(place),
    ingressOf(cluster, env),
    protocolsOf(place)
  ]);
  return {
    context: cluster.context,
    server: cluster.server,
    namespace,
    version: facts.version,
    seldon: facts.seldon,
    seldonVersion: facts.seldonVersion,
    protocols,
    servers: facts.servers ?? [],
    ingress,
    keda: facts.keda,
    permissions: rights
  };
}

/** The Problem of triggers that nothing acts on. */
export function kedaMissing(
  { keda }: Pick<ClusterFacts, 'keda'>,
  { kedaTriggers }: Pick<KubernetesOptions, 'kedaTriggers'>
): Problem[] {
  if (keda || kedaTriggers.length === 0) {
    return [];
  }
  return [
    Problem.parse({
      code: 'manifest-invalid',
      message: 'The cluster has no KEDA.',
      reason: 'Nothing there would act on the triggers that replicas are to be added by.',
      suggestion: 'Leave out --keda-trigger; with --max-replicas they are added by their load.'
    })
  ];
}

/** The Problem of a server that the operator's configuration does not name; none where that may not be read. */
export function serverMissing(
  { servers }: Pick<ClusterFacts, 'servers'>,
  { server }: Pick<KubernetesOptions, 'server'>
): Problem[] {
  if (server === undefined || servers === undefined || servers.includes(server)) {
    return [];
  }
  return [
    Problem.parse({
      code: 'manifest-invalid',
      message: `--server: the cluster has no ${server}.`,
      reason: servers.length > 0 ? `It has ${servers.join(', ')}.` : 'Its operator has no server at all.',
      suggestion: 'Name one of these, or leave out --server to build an image.'
    })
  ];
}

/** The Problem of a cluster without Seldon Core. */
export function seldonMissing(facts: Pick<ClusterFacts, 'seldon'>, server: string): Problem[] {
  if (facts.seldon) {
    return [];
  }
  return [
    Problem.parse({
      code: 'seldon-missing',
      message: 'The cluster does not know SeldonDeployments.',
      reason: `Seldon Core is not installed at ${server}.`,
      suggestion: 'Have the administrator install Seldon Core 1, or choose another cluster with --context.'
    })
  ];
}
