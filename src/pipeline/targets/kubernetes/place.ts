import type { ClusterPlace } from '../../../contract/deployment';
import type { Cluster, Kubernetes } from '../../../tools/kubernetes';
import { placeOptions } from './place-options';

/** One deployment's address: which cluster, which namespace, which name. */
export interface Place {
  cluster: Cluster;
  namespace: string;
  name: string;
  /** What a command needs beside the name to mean this one, as placeOptions gives it. */
  options?: string;
}

/** What is asked for, else what was recorded, else where the current context points to. Throws cluster-missing. */
export async function placeOf(
  kubernetes: Kubernetes,
  name: string,
  wanted: { context?: string; namespace?: string }
): Promise<Place> {
  const cluster = await kubernetes.connect(wanted.context);
  const namespace = wanted.namespace ?? cluster.namespace;
  const contexts = await kubernetes.contexts();
  return { cluster, namespace, name, options: placeOptions({ context: cluster.context, namespace }, contexts) };
}

/** Everything that the operator makes for a SeldonDeployment has this label. */
export const labelsOf = ({ name }: Place): string => `seldon-deployment-id=${name}`;

/** The same as it is told to others. */
export const addressOf = ({ cluster, namespace, name }: Place): { name: string; place: ClusterPlace } => ({
  name,
  place: { context: cluster.context, namespace }
});

/** Whether two are the same place, or both none. */
export const isSamePlace = (a: ClusterPlace | undefined, b: ClusterPlace | undefined): boolean =>
  a?.context === b?.context && a?.namespace === b?.namespace;
