import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Home } from '../../../tools/home';

/** Where notes of watched rules are: in the folder of the deployments, of which none has such a name. */
export const noteFolder = ({ deployments }: Pick<Home, 'deployments'>): string => join(deployments, '.rules');

/** Whether there are any; to find out loads nothing else. */
export function hasNotes(home: Pick<Home, 'deployments'>): boolean {
  try {
    return readdirSync(noteFolder(home)).length > 0;
  } catch {
    return false;
  }
}
