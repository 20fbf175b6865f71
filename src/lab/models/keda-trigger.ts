import type { KedaTrigger } from '../../contract/kubernetes';

/** A trigger that is not filled in yet. */
export const NO_TRIGGER: KedaTrigger = { type: '', metadata: {} };

/**
 * What a scaler takes, a line each as name=value. A name without a value is kept without one: the contract has something
 * against it, so that nothing is deployed meanwhile.
 */
export function metadataOf(text: string): KedaTrigger['metadata'] {
  return Object.fromEntries(linesOf(text).map(line => pairOf(line))) as KedaTrigger['metadata'];
}

/** The same as text. */
export function textOfMetadata(metadata: KedaTrigger['metadata']): string {
  return Object.entries(metadata)
    .map(([name, value]: [string, string | undefined]) => (value === undefined ? name : `${name}=${value}`))
    .join('\n');
}

/** The first line that has no value. */
export function lineWithoutValue(text: string): string | undefined {
  return linesOf(text).find(line => pairOf(line)[1] === undefined);
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean);
}

function pairOf(line: string): [string, string | undefined] {
  const at = line.indexOf('=');
  return at > 0 ? [line.slice(0, at), line.slice(at + 1)] : [line, undefined];
}
