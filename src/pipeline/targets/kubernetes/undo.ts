import { problemOf } from '../../../contract/problem';
import type { KubeObject } from '../../../tools/kubernetes';
import { KINDS } from '../../../tools/kubernetes/kinds';
import type { Log } from '../../../tools/log';
import { applyOver } from './apply';
import { RULE } from './kept-rule';
import { sdepOf } from './observed';
import type { Place } from './place';
import { Revisions } from './revisions';

/**
 * Puts back what was there before a rollout that failed; its pods never went away. When somebody else has changed it
 * since, theirs stays.
 */
export async function undo(
  place: Place,
  {
    before,
    applied,
    revision,
    log
  }: { before: KubeObject | undefined; applied: KubeObject; revision?: number; log: Log }
): Promise<void> {
  const { cluster, namespace, name } = place;
  try {
    const now = await cluster.get(KINDS.seldonDeployment, name, namespace);
    if (now?.metadata.generation !== applied.metadata.generation) {
      log.line('cluster', `${name} was changed by somebody else meanwhile; it is left as it is.`);
    } else if (before === undefined) {
      await cluster.remove(KINDS.seldonDeployment, name, namespace);
    } else {
      const { apiVersion, kind, metadata, spec } = sdepOf(before);
      // A rule is of now, and nothing that was applied.
      const annotations = Object.fromEntries(
        Object.entries(metadata.annotations ?? {}).filter(([key]) => key !== RULE)
      );
      const { labels } = metadata;
      await applyOver(place, now, { apiVersion, kind, metadata: { name, namespace, labels, annotations }, spec }, true);
      log.line('cluster', `${name} is as it was before.`);
    }
    if (revision !== undefined) {
      await new Revisions(place).forget(revision);
    }
  } catch (error) {
    log.line('cluster', `It could not be undone: ${problemOf(error).message} ${problemOf(error).reason}`);
  }
}
