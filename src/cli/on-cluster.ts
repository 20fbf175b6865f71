import type { Deployment } from '../contract/deployment';
import { ProblemError } from '../contract/problem';
import type { ClusterOperations } from '../pipeline/targets/kubernetes/operations';
import type { Session } from './session';

/** What can be done with a deployment on a cluster alone. Throws bad-request when the name means another one. */
export async function onCluster({ pipeline }: Pick<Session, 'pipeline'>, name: string): Promise<ClusterOperations> {
  // The cluster is asked by what is done there, which also says why a name is not found.
  const here = await pipeline.deploymentHere(name);
  if (here) {
    throw notOnCluster(here);
  }
  return pipeline.clusters;
}

function notOnCluster({ name, target }: Deployment): ProblemError {
  return new ProblemError({
    code: 'bad-request',
    message: `${name} is a deployment of the target ${target}, which has no versions beside each other and no copies.`,
    reason: 'Only deployments on Kubernetes have; here a new version takes the place of the one before.',
    suggestion:
      `Deploy the other model with --name ${name}, or bring an earlier one back with \`deploy-model rollback ${name} --to 1\`. ` +
      'If you mean a deployment of this name on a cluster, say where it is: --namespace or --context.'
  });
}
