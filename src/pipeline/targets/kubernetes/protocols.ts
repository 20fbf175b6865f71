import type { KubeObject } from '../../../tools/kubernetes';
import { apiVersionOf, KINDS } from '../../../tools/kubernetes/kinds';
import { ClusterError } from '../../../tools/kubernetes/problems';
import { MANAGER } from './apply';
import type { Place } from './place';

/** Those that some version of Seldon Core 1 has, in the order in which they are told. */
const PROTOCOLS = ['seldon', 'v2', 'tensorflow'];
/** None at all: where this is taken, nothing looks at protocols. */
const NONSENSE = 'none-of-these';
/** What the webhook refuses a manifest with. */
const INVALID = 422;

/**
 * The protocols that the cluster's Seldon takes. Its CRD allows any word and its configuration names none: each is asked for in
 * a dry run. Undefined where that tells nothing: it may not be tried, or the webhook is away.
 */
export async function protocolsOf(place: Pick<Place, 'cluster' | 'namespace'>): Promise<string[] | undefined> {
  const answers = await Promise.all([NONSENSE, ...PROTOCOLS].map(protocol => isTaken(place, protocol)));
  const [anything, ...known] = answers;
  return anything === false && !known.includes(undefined) ? PROTOCOLS.filter((_, index) => known[index]) : undefined;
}

/** Undefined when it was not asked for its protocol at all. */
async function isTaken(
  { cluster, namespace }: Pick<Place, 'cluster' | 'namespace'>,
  protocol: string
): Promise<boolean | undefined> {
  try {
    await cluster.apply(KINDS.seldonDeployment, smallest(namespace, protocol), { manager: MANAGER, dryRun: true });
    return true;
  } catch (error) {
    return error instanceof ClusterError && error.status === INVALID ? false : undefined;
  }
}

function smallest(namespace: string, protocol: string): KubeObject {
  const containers = [{ name: 'model', image: 'model:1' }];
  return {
    apiVersion: apiVersionOf(KINDS.seldonDeployment),
    kind: KINDS.seldonDeployment.kind,
    metadata: { name: 'deploy-model-asks', namespace },
    spec: {
      protocol,
      predictors: [
        { name: 'main', graph: { name: 'model', type: 'MODEL' }, componentSpecs: [{ spec: { containers } }] }
      ]
    }
  };
}
