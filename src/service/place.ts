import type { CallArguments } from '../contract/api';
import type { DeploymentId } from '../contract/deployment-id';
import type { Found } from '../pipeline/deployed';
import type { Pipeline } from '../pipeline/pipeline';

/** How a call names a deployment: by its name, and by its place where there are several of that name. */
export type Named = CallArguments<'getDeployment'>;

/** A deployment, and the pipeline in which its name means no other one, whatever is deployed meanwhile. */
export interface FoundAt extends Found {
  id: DeploymentId;
  pipeline: Pipeline;
}

/** Finds what a call names. Throws no-such-deployment, deployment-ambiguous. */
export async function find(pipeline: Pipeline, named: Named): Promise<FoundAt> {
  const found = await pipeline.at(named).deployment(named.name);
  const { name, place } = found.deployment;
  return { ...found, id: { name, place }, pipeline: place ? pipeline.at(place) : pipeline };
}
