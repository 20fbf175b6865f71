import { utimes } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Owner } from '../contract/run';
import { isAlive, isElsewhere } from './process-identity';

/** How often (ms) whoever a file names shows that it lives. */
const BEAT = 10_000;
/** After so long without (ms) one of another machine counts as gone: far beyond a pause of a network file system. */
const SILENCE = 5 * 60_000;

/**
 * Shows by the time of a file that the process that it names lives: home folders may be shared by machines, and a
 * process number says nothing on another one. Ends with the function that it gives.
 */
export function beat(path: string): () => void {
  // A file that is gone, or a full disk, is not this one's business.
  const touch = () => utimes(path, Date.now() / 1000, Date.now() / 1000, () => undefined);
  const timer = setInterval(touch, BEAT).unref();
  return () => clearInterval(timer);
}

/**
 * Whether the process lives that a file names. One of this machine is looked up; of another one only the age of the file
 * tells, so the clocks of both may not be minutes apart. While in doubt it lives: nobody may take over its work.
 */
export async function livesBy(owner: Owner, path: string): Promise<boolean> {
  if (!isElsewhere(owner)) {
    return isAlive(owner);
  }
  const touched = (await stat(path).catch(() => undefined))?.mtimeMs;
  return touched === undefined || Date.now() - touched < SILENCE;
}
