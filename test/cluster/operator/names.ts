import { createHash } from 'node:crypto';

/** The longest name of a Service, and so of everything that is named alike. */
const LONGEST = 63;

/** A name of parts; what is too long becomes seldon-<md5>, as the real operator has it. */
export function named(...parts: string[]): string {
  const name = parts.join('-');
  return name.length <= LONGEST ? name : `seldon-${createHash('md5').update(name).digest('hex')}`;
}
