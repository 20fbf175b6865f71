import type { Cluster, Kubernetes } from '../../../tools/kubernetes';

/** One deployment's address: which cluster, which namespace, which name. */
export interface Place {
  cluster: Cluster;
  namespace: string;
  name: string;
}

/** What is asked for, else what was recorded, else where the current context points to. Throws cluster-missing. */
export async function placeOf(
  kubernetes: Kubernetes,
  name: string,
  wanted: { context?: string; namespace?: string }
): Promise<Place> {
  const cluster = await kubernetes.connect(wanted.context);
  return { cluster, namespace: wanted.namespace ?? cluster.namespace, name };
}

/** Everything that the operator makes for a SeldonDeployment has this label. */
export const labelsOf = ({ name }: Place): string => `seldon-deployment-id=${name}`;
