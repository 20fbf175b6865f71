import { createHash } from 'node:crypto';

/** SHA-256 over parts, which are kept apart. */
export function hash(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex');
}

/** The part of a key that people see. */
export const KEY_LENGTH = 16;
