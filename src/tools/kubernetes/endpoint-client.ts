import { ProblemError } from '../../contract/problem';
import type { Answer, AskOptions, EndpointClient } from '../endpoint';
import { parseExact, stringifyExact } from '../exact-json';
import type { Cluster, Kubernetes } from './index';

/** A port of a pod, as the API server's proxy names it. The proxy itself does not speak gRPC. */
const POD = /\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/:]+):(\d+)\/proxy$/;
const PROXIED = /^https?:\/\/.*\/api\/v1\/namespaces\/[^/]+\/services\/[^/]+\/proxy(\/|$)/;

/**
 * Asks what is only reached through a cluster's API server with that cluster's credentials; all else as before. Over gRPC a pod
 * is named as its proxy address is (Cluster.podAddress), and its port is forwarded for each call.
 */
export function throughClusters(client: EndpointClient, kubernetes: Kubernetes): EndpointClient {
  return {
    async post(url, body, options) {
      const cluster = await clusterOf(url, kubernetes);
      return cluster
        ? ask(cluster, 'POST', url, { ...options, body: stringifyExact(body) })
        : client.post(url, body, options);
    },
    async get(url, options) {
      const cluster = await clusterOf(url, kubernetes);
      return cluster ? ask(cluster, 'GET', url, options) : client.get(url, options);
    },
    async grpc(address, message, options) {
      const [, namespace, pod, port] = POD.exec(address) ?? [];
      const cluster = pod && (await ownerOf(address, kubernetes));
      if (!cluster) {
        return client.grpc(address, message, options);
      }
      const forwarded = await cluster.forward(pod, Number(port), namespace!);
      try {
        options.signal.throwIfAborted();
        return await client.grpc(`127.0.0.1:${forwarded.port}`, message, options);
      } finally {
        forwarded.close();
      }
    }
  };
}

async function clusterOf(url: string, kubernetes: Kubernetes): Promise<Cluster | undefined> {
  return PROXIED.test(url) ? ownerOf(url, kubernetes) : undefined;
}

/** The cluster that an address of an API server belongs to. */
async function ownerOf(url: string, kubernetes: Kubernetes): Promise<Cluster | undefined> {
  const context = (await kubernetes.contexts()).find(({ server }) => url.startsWith(`${server.replace(/\/$/, '')}/`));
  return context && kubernetes.connect(context.name);
}

async function ask(
  cluster: Cluster,
  method: 'GET' | 'POST',
  url: string,
  options: AskOptions & { body?: string }
): Promise<Answer> {
  const started = performance.now();
  const { status, body } = await cluster.ask(method, url, options);
  if (isGap(status, body)) {
    throw new ProblemError({
      code: 'endpoint-unreachable',
      message: 'The deployment does not answer.',
      reason: body.trim().slice(0, 300),
      suggestion: 'See `deploy-model status` for why.'
    });
  }
  return { status, body: parsed(body), milliseconds: performance.now() - started };
}

/** The API server's own words that no pod took the request. */
function isGap(status: number, body: string): boolean {
  return status === 503 && /no endpoints available|error trying to reach service/.test(body);
}

function parsed(text: string): unknown {
  try {
    return parseExact(text);
  } catch {
    return text;
  }
}
