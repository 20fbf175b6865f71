import { randomBytes } from 'node:crypto';
import type { SeldonDeployment } from '../../../contract/graph';
import { ProblemError } from '../../../contract/problem';
import type { KubeObject } from '../../../tools/kubernetes';
import { KINDS } from '../../../tools/kubernetes/kinds';
import { ClusterError } from '../../../tools/kubernetes/problems';
import type { Place } from './place';
import { commandOn } from './place-options';

/** The field manager of everything that this product applies. */
export const MANAGER = 'deploy-model';
/** The operator writes the status all the time, so a version may be outdated by nothing that matters. */
const ATTEMPTS = 8;

/**
 * Applies a manifest on top of what was read before. When somebody has changed the spec since, nothing is done: throws
 * apply-conflict. `takeOver`: also when other programs manage fields of it.
 */
export async function applyOver(
  place: Place,
  before: KubeObject | undefined,
  manifest: SeldonDeployment,
  takeOver: boolean
): Promise<KubeObject> {
  if (before === undefined && !takeOver) {
    return applyFirst(place, manifest);
  }
  const { cluster, namespace, name } = place;
  let version = before?.metadata.resourceVersion;
  for (let attempt = 1; ; attempt++) {
    const object = { ...manifest, metadata: { ...manifest.metadata, resourceVersion: version } } as KubeObject;
    try {
      return await cluster.apply(KINDS.seldonDeployment, object, { manager: MANAGER, force: takeOver });
    } catch (error) {
      const outdated = error instanceof ClusterError && error.status === 409 && error.causes.length === 0;
      const now = outdated ? await cluster.get(KINDS.seldonDeployment, name, namespace) : undefined;
      if (!outdated || attempt === ATTEMPTS || now?.metadata.generation !== before?.metadata.generation) {
        throw outdated ? changedMeanwhile(place) : error;
      }
      version = now?.metadata.resourceVersion;
    }
  }
}

/**
 * The first manifest of a name. Two who apply it as the same field manager at the same time would overwrite each other without a
 * word, so each begins as a manager of its own, to whom the other's fields are a conflict, and then hands its fields over.
 */
async function applyFirst(place: Place, manifest: SeldonDeployment): Promise<KubeObject> {
  const { cluster, namespace, name } = place;
  const own = `${MANAGER}-${randomBytes(4).toString('hex')}`;
  const object = manifest as KubeObject;
  try {
    await cluster.apply(KINDS.seldonDeployment, object, { manager: own });
  } catch (error) {
    throw error instanceof ClusterError && error.status === 409 ? changedMeanwhile(place) : error;
  }
  const applied = await cluster.apply(KINDS.seldonDeployment, object, { manager: MANAGER, force: true });
  await cluster.apply(KINDS.seldonDeployment, { metadata: { name, namespace } }, { manager: own });
  return applied;
}

/** Asks the cluster whether it would take a manifest; nothing is stored. */
export async function dryRun({ cluster }: Place, manifest: SeldonDeployment, takeOver: boolean): Promise<void> {
  await cluster.apply(KINDS.seldonDeployment, manifest as KubeObject, {
    manager: MANAGER,
    force: takeOver,
    dryRun: true
  });
}

function changedMeanwhile(place: Place): ProblemError {
  return new ProblemError({
    code: 'apply-conflict',
    message: `Somebody else changed ${place.name} meanwhile.`,
    reason: 'It is no longer what it was when this began; nothing was done.',
    suggestion: `Look at \`${commandOn(place, 'revisions')}\`, then try again.`
  });
}
