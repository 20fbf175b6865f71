import type { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { ProblemError } from '../../contract/problem';
import { ConnectedCluster } from './cluster';
import type { ClusterContext, Kubernetes } from './index';

const IN_CLUSTER = 'inClusterContext';
/** What the library connects to when it finds nothing. */
const NOTHING = 'http://localhost:8080';

/** Clusters by kubeconfig or service account; the library is loaded when first used. */
export function createKubernetes(): Kubernetes {
  const open = new Map<string, ConnectedCluster>();
  return {
    contexts: async () => contextsOf(await loadConfig()),
    async connect(wanted) {
      const config = await loadConfig();
      const contexts = contextsOf(config);
      const context = contexts.find(({ name, current }) => (wanted === undefined ? current : name === wanted));
      if (!context) {
        throw missing(wanted, contexts);
      }
      const known = open.get(context.name);
      if (known?.server === context.server) {
        return known;
      }
      const load = async () => {
        const fresh = await loadConfig();
        fresh.setCurrentContext(context.name);
        return fresh;
      };
      const cluster = new ConnectedCluster(await load(), context, context.name === IN_CLUSTER, load);
      open.set(context.name, cluster);
      return cluster;
    }
  };
}

async function loadConfig(): Promise<KubeConfig> {
  const { KubeConfig } = await import('./library');
  const config = new KubeConfig();
  try {
    config.loadFromDefault();
  } catch (cause) {
    throw new ProblemError(
      {
        code: 'cluster-missing',
        message: 'The kubeconfig cannot be read.',
        reason: (cause as Error).message,
        suggestion: 'Correct KUBECONFIG or ~/.kube/config; `kubectl config view` shows what is in it.'
      },
      { cause }
    );
  }
  return config;
}

function contextsOf(config: KubeConfig): ClusterContext[] {
  const current = config.getCurrentContext();
  return config.getContexts().flatMap(({ name, cluster, user, namespace }) => {
    const server = config.getCluster(cluster)?.server ?? '';
    return server === NOTHING || server === ''
      ? []
      : [{ name, server, user, namespace: namespace ?? 'default', current: name === current }];
  });
}

function missing(wanted: string | undefined, contexts: ClusterContext[]): ProblemError {
  const names = contexts.map(({ name }) => name).join(', ');
  return new ProblemError({
    code: 'cluster-missing',
    message: wanted === undefined ? 'There is no Kubernetes cluster to deploy to.' : `There is no cluster ${wanted}.`,
    reason:
      contexts.length > 0
        ? `The kubeconfig has ${names}.`
        : 'There is no kubeconfig, and this program does not run in a pod with a service account.',
    suggestion: names
      ? 'Choose one of these with --context.'
      : 'Set KUBECONFIG, or copy a kubeconfig to ~/.kube/config.'
  });
}
