import { stringifyExact } from '../../tools/exact-json';

/** JSON of anything, shortened so that it fits a sentence. Never throws. */
export function clip(value: unknown, length = 120): string {
  const text = typeof value === 'string' ? value.replace(/\s+/g, ' ') : (stringifyExact(value) ?? String(value));
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

/** `1 row`, `3 rows`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
