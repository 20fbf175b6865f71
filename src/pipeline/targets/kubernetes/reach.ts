import { z } from 'zod';
import type { Endpoint } from '../../../contract/deployment';
import type { Predictor } from '../../../contract/graph';
import type { Cluster } from '../../../tools/kubernetes';
import { KINDS } from '../../../tools/kubernetes/kinds';
import { GRAPH_NODE, MAIN } from '../../templates/manifest';
import type { Place } from './place';
import { hasEngine, seldonPathOf } from './versions';

export const ENGINE_PORT = 8000;
/** What a graph container listens on when there is no engine before it. */
export const MODEL_PORT = 9000;
/** The same for gRPC. */
const ENGINE_GRPC_PORT = 5001;
const MODEL_GRPC_PORT = 9500;
export const grpcPortOf = (predictor: Predictor) => (hasEngine(predictor) ? ENGINE_GRPC_PORT : MODEL_GRPC_PORT);

const Gateway = z.looseObject({
  spec: z.looseObject({ ports: z.array(z.looseObject({ name: z.string().optional(), port: z.number() })).default([]) }),
  status: z
    .looseObject({
      loadBalancer: z
        .looseObject({
          ingress: z.array(z.looseObject({ ip: z.string().optional(), hostname: z.string().optional() })).optional()
        })
        .optional()
    })
    .optional()
});

/**
 * The base address of the cluster's ingress, without a slash at its end: what the user says (DEPLOY_MODEL_INGRESS), else
 * Istio's gateway where its Service may be read and has an address.
 */
export async function ingressOf(cluster: Cluster, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  if (env.DEPLOY_MODEL_INGRESS) {
    return env.DEPLOY_MODEL_INGRESS.replace(/\/$/, '');
  }
  const found = await cluster.get(KINDS.service, 'istio-ingressgateway', 'istio-system').catch(() => undefined);
  const { spec, status } = found ? Gateway.parse(found) : { spec: { ports: [] }, status: undefined };
  const first = status?.loadBalancer?.ingress?.[0];
  const host = first?.hostname ?? first?.ip;
  const port = spec.ports.find(({ name }) => name === 'http2' || name === 'http')?.port ?? 80;
  return host && `http://${host}${port === 80 ? '' : `:${port}`}`;
}

interface Wanted {
  ingress?: string;
  protocol?: string;
  /** The version that is asked. */
  predictor: Predictor;
  grpc?: boolean;
}

/** Where a deployment answers, by the shortest way that is open: ingress, Service from inside, the API server's proxy. */
export function endpointOf(
  { cluster, namespace, name }: Place,
  { ingress, protocol, predictor, grpc = false }: Wanted
): Endpoint {
  const port = hasEngine(predictor) ? ENGINE_PORT : MODEL_PORT;
  const service = `${name}-${predictor.name}`;
  const host = `${service}.${namespace}.svc.cluster.local`;
  const url =
    ingress && predictor.name === MAIN
      ? `${ingress}/seldon/${namespace}/${name}`
      : cluster.inside
        ? `http://${host}:${port}`
        : cluster.proxyAddress(service, port, namespace);
  const path = protocol === 'v2' ? `/v2/models/${GRAPH_NODE}/infer` : seldonPathOf(predictor);
  return {
    url,
    predictions: `${url}${path}`,
    ...(grpc && cluster.inside ? { grpc: `${host}:${grpcPortOf(predictor)}` } : {}),
    ...(grpc && ingress && predictor.name === MAIN
      ? { grpcGateway: { address: authorityOf(ingress), metadata: { seldon: name, namespace } } }
      : {})
  };
}

/** host:port, as gRPC wants it. */
function authorityOf(address: string): string {
  const { hostname, port, protocol } = new URL(address);
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
}
