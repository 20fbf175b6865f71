import { readFileSync } from 'node:fs';
import { isAlive } from '../tools/process-identity';
import type { ProcessSpec } from '../tools/processes';

/**
 * Why nobody wants the process any more; undefined while somebody does. That a deployment is finished is decided by its
 * record alone: a job may be killed right before it is written, and right after.
 */
export function unwanted({ owner, record }: Pick<ProcessSpec, 'owner' | 'record'>): string | undefined {
  if (owner && isAlive(owner)) {
    return undefined;
  }
  if (record && revisionIn(record.file) === record.revision) {
    return undefined;
  }
  if (owner) {
    return 'The program that it ran for has ended.';
  }
  return record && 'Another revision replaced it.';
}

/** Undefined before the first deployment of that name is finished. */
function revisionIn(file: string): unknown {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { revision?: unknown }).revision;
  } catch {
    return undefined;
  }
}
