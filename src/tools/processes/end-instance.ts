import { setTimeout as sleep } from 'node:timers/promises';
import { membersOf, signalAll } from './process-tree';

/** How long (ms) processes may take to end once they were asked to, and once they were made to. */
const GRACE = 3_000;
const POLL = 10;

/** Ends the living processes of an instance, gently first: what a killed supervisor or guard left running. */
export async function endInstance(instance: string | undefined, leader?: number): Promise<void> {
  if (instance === undefined) {
    return;
  }
  const areGone = () => membersOf(instance, leader).length === 0;
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    signalAll(membersOf(instance, leader), signal);
    if (await within(GRACE, areGone)) {
      return;
    }
  }
}

/** Whether it came to be so within so many ms. */
export async function within(milliseconds: number, isSo: () => boolean): Promise<boolean> {
  for (const deadline = performance.now() + milliseconds; !isSo(); await sleep(POLL)) {
    if (performance.now() > deadline) {
      return false;
    }
  }
  return true;
}
