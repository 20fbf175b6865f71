/** How long ago, in the largest unit that fits; `when` in ms since 1970 or ISO 8601. */
export function ago(when: number | string): string {
  const seconds = Math.max(0, (Date.now() - new Date(when).getTime()) / 1000);
  const [size, unit] = UNITS.find(([size]) => seconds >= size) ?? [1, 's'];
  return `${Math.floor(seconds / size)} ${unit}`;
}

const UNITS: [number, string][] = [
  [86400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's']
];

/** An amount of bytes in the largest decimal unit that fits. */
export function bytes(amount: number): string {
  const [size, unit] = SIZES.find(([size]) => amount >= size) ?? [1, 'B'];
  return `${Number((amount / size).toPrecision(3))} ${unit}`;
}

const SIZES: [number, string][] = [
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'kB']
];
