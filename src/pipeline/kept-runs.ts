import type { DeploymentStore } from './deployment-store';

/** The newest revisions of a deployment that can be brought back however many runs came since; older ones while their run is there. */
const REVISIONS = 10;

/**
 * Ids of the runs that a rollback on this machine needs: those that made the newest revisions of what is deployed. A cluster
 * keeps its revisions itself.
 */
export async function runsOfRevisions(deployments: Pick<DeploymentStore, 'list'>): Promise<Set<string>> {
  const records = (await deployments.list()).filter(({ target }) => target !== 'kubernetes');
  return new Set(records.flatMap(({ earlier, run }) => [...earlier.map(each => each.run), run].slice(-REVISIONS)));
}
