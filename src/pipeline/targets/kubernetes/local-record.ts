import type { ClusterPlace, Deployment } from '../../../contract/deployment';
import type { Tested } from '../../../contract/run';
import type { DeploymentRecord } from '../../deployment-store';

/**
 * What is kept on this machine of a deployment on a cluster: where it is, and what it was made of, so that it can be tested
 * against its logged model. What counts is in the cluster.
 */
export function recordOf(
  { request, model, component, build, verdict }: Tested,
  deployment: Deployment,
  { folder, before }: { folder: string; before: DeploymentRecord | undefined }
): DeploymentRecord {
  return {
    version: 1,
    name: deployment.name,
    target: 'kubernetes',
    model: model.uri,
    run: deployment.run,
    revision: deployment.revision,
    createdAt: new Date().toISOString(),
    verdict: verdict.summary,
    endpoint: deployment.endpoint!,
    fixedPort: 0,
    port: 0,
    memory: request.memory,
    cpus: request.cpus,
    gpus: request.gpus,
    restart: request.restart,
    startTimeout: request.startTimeout,
    place: deployment.place,
    component: { ...component, folder },
    build,
    earlier: before ? [...before.earlier, summaryOf(before)] : []
  };
}

/** Whether a record is of a deployment in this place; what is not said of the place fits. */
export function isAt({ place }: DeploymentRecord, { context, namespace }: Partial<ClusterPlace> = {}): boolean {
  return (
    (context === undefined || context === place?.context) && (namespace === undefined || namespace === place?.namespace)
  );
}

/** A deployment as far as it is known without its cluster. */
export function lost(record: DeploymentRecord, reason: string): Deployment {
  const { name, model, run, revision, createdAt, endpoint, verdict, place } = record;
  return {
    name,
    target: 'kubernetes',
    model,
    run,
    revision,
    createdAt,
    endpoint,
    verdict,
    place,
    state: 'lost',
    reason,
    since: createdAt,
    restarts: 0
  };
}

function summaryOf({ revision, model, run, createdAt }: DeploymentRecord): DeploymentRecord['earlier'][number] {
  return { revision, model, run, createdAt };
}
