import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits, and no longer once the signal is aborted. Never a race of promises: one that is pending for months would keep
 * every one that it ever raced against.
 */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}
