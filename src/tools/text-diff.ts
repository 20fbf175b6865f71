import { diffArrays } from 'diff';
import type { DiffLine } from '../contract/revision';

/** How the second text differs from the first, by lines, in as few changes as there are. */
export function diffLines(before: string, after: string): DiffLine[] {
  return diffArrays(before.split('\n'), after.split('\n')).flatMap(({ added, removed, value }) => {
    const kind = added ? 'added' : removed ? 'removed' : 'same';
    return value.map(text => ({ kind, text }) as const);
  });
}
