import { readFileSync } from 'node:fs';

/** How many processes this machine has killed for want of memory since it started; undefined where it does not say. */
export function memoryKills(): number | undefined {
  try {
    return Number(/^oom_kill (\d+)$/m.exec(readFileSync('/proc/vmstat', 'latin1'))?.[1] ?? NaN) || 0;
  } catch {
    return undefined;
  }
}
