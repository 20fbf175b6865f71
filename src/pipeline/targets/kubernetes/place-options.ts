import type { ClusterPlace } from '../../../contract/deployment';
import type { ClusterContext } from '../../../tools/kubernetes';
import { shellWord } from '../../../tools/shell-word';

/**
 * What a command needs beside a name to mean what is in this place: ` --namespace fraud --context production`, each only where the
 * current context says something else. `full`: both in any case, because the name alone may mean another one.
 */
export function placeOptions(
  { context, namespace }: ClusterPlace,
  contexts: readonly Pick<ClusterContext, 'name' | 'namespace' | 'current'>[],
  { full = false } = {}
): string {
  const there = contexts.find(({ name }) => name === context);
  return [
    ...(full || there?.namespace !== namespace ? [` --namespace ${namespace}`] : []),
    // Names of contexts are free text, and those of some clouds have signs that a shell reads.
    ...(full || !there?.current ? [` --context ${shellWord(context)}`] : [])
  ].join('');
}

/** The command of a verb about one deployment, as it can be copied: `deploy-model promote churn --namespace fraud`. */
export function commandOn({ name, options = '' }: { name: string; options?: string }, verb: string, more = ''): string {
  return `deploy-model ${verb} ${name}${more && ` ${more}`}${options}`;
}
