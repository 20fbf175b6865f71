import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { filesystemProblem } from './filesystem-problem';
import { makeFolder } from './make-folder';

/** A holder that has not renewed its lock for so long (ms) was killed. */
const STALE = 10_000;

/**
 * Runs `work` while no other process, and nobody else in this one, holds the lock `<path>.lock`; waits for it as long
 * as it takes. The lock of a killed holder is taken over after ten seconds. `path` itself need not exist.
 * Throws the signal's reason when aborted while waiting; not-writable or disk-full when the lock cannot be made.
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  { signal }: { signal: AbortSignal }
): Promise<T> {
  const release = await take(path, signal);
  try {
    return await work();
  } finally {
    // Only fails when the lock was lost meanwhile (folder removed, machine asleep): nothing is left to release.
    await release().catch(() => undefined);
  }
}

async function take(path: string, signal: AbortSignal): Promise<() => Promise<void>> {
  for (let wait = 20; ; wait = Math.min(wait * 2, 250)) {
    signal.throwIfAborted();
    try {
      await makeFolder(dirname(path));
      return await lock(path, { realpath: false, stale: STALE, update: STALE / 4, onCompromised: () => undefined });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') {
        throw filesystemProblem(error, path) ?? error;
      }
    }
    await sleep(wait, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}
