import { ProblemError } from '../../contract/problem';
import type { Answer, AskOptions, EndpointClient } from '../endpoint';
import { parseExact, stringifyExact } from '../exact-json';
import type { Cluster, Kubernetes } from './index';

const PROXIED = /^https?:\/\/.*\/api\/v1\/namespaces\/[^/]+\/services\/[^/]+\/proxy(\/|$)/;

/** Asks what is only reached through a cluster's API server with that cluster's credentials; all else as before. */
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
    grpc: (address, message, options) => client.grpc(address, message, options)
  };
}

async function clusterOf(url: string, kubernetes: Kubernetes): Promise<Cluster | undefined> {
  if (!PROXIED.test(url)) {
    return undefined;
  }
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
