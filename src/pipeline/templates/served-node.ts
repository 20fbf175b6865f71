import type { GraphNode } from '../../contract/graph';
import type { KubernetesOptions } from '../../contract/kubernetes';

/** A model that one of Seldon's own servers fetches and loads when its pod starts. */
export interface Served {
  /** A name in the operator's configuration. */
  server: string;
  /** What a pod can fetch: s3://…, gs://…, pvc://…. */
  modelUri: string;
  /** Secret with the credentials of its storage. */
  secret?: string;
  /** Arguments of the server, all of them text. */
  parameters?: Record<string, string>;
}

/** What a graph's node says of it: server and model; the operator adds container and image. */
export function servedNode(
  { server, modelUri, secret, parameters = {} }: Served,
  { serviceAccount }: Pick<KubernetesOptions, 'serviceAccount'>
): Omit<GraphNode, 'name'> {
  const given = Object.entries(parameters);
  return {
    implementation: server,
    modelUri,
    ...(secret ? { envSecretRefName: secret } : {}),
    ...(serviceAccount ? { serviceAccountName: serviceAccount } : {}),
    ...(given.length > 0 ? { parameters: given.map(([name, value]) => ({ name, type: 'STRING', value })) } : {})
  };
}
