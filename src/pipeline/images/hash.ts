import { createHash } from 'node:crypto';

/** SHA-256 over parts, which are kept apart. */
export function hash(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex');
}

/** The part of a key that people see. */
export const KEY_LENGTH = 16;

/** Whether an image's name is one that we give: it ends with a key, which those of builders have after a version of Python. */
export function hasKey(name: string): boolean {
  return new RegExp(`:(py[\\d.]+-)?[0-9a-f]{${KEY_LENGTH}}$`).test(name);
}
