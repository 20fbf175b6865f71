import { ProblemError } from '../../contract/problem';
import type { Contract, ContractItem } from './contract-file';

type Cell = number | string | boolean;
/** A value for each index of a shape, nested. */
type Nested = Cell | Nested[];

/** A request in Seldon's form; rows are the first dimension. */
export interface Batch {
  request: Record<string, unknown>;
  rows: number;
}

export interface BatchOptions {
  rows: number;
  /** The same seed makes the same batch. */
  seed: number;
  /** Send `tensor` (flat values and a shape) instead of `ndarray`; numbers only. */
  tensor?: boolean;
}

/**
 * A random request that fits a contract, by seldon-core's rules (`generate_batch`): no bound: normal; one bound:
 * log-normal away from it; two: uniform; categories: uniform; several features side by side. Unlike there, whole numbers
 * are sent as such, narrow ranges are not rounded to one value, and a seed repeats it. Throws bad-contract.
 */
export function generateBatch({ features }: Contract, { rows, seed, tensor }: BatchOptions): Batch {
  const random = randomFrom(seed);
  const shapes = features.map(shapeOf);
  const [first = [1], ...others] = shapes;
  if (others.some(shape => String(shape.slice(1)) !== String(first.slice(1)))) {
    throw mistake('The shapes of the features differ after their first dimension, so they do not fit side by side.');
  }
  const data = Array.from({ length: rows }, () =>
    features.flatMap((feature, index) => filled(shapes[index]!, () => valueOf(feature, random)) as Nested[])
  );
  const width = shapes.reduce((sum, shape) => sum + shape[0]!, 0);
  // A feature with a shape has one name for many columns: names only help where there is one for each.
  const names = width === features.length && first.length === 1 ? features.map(({ name }) => name) : [];
  const payload = tensor
    ? { tensor: { shape: [rows, width, ...first.slice(1)], values: numbersOf(data) } }
    : { ndarray: data };
  return { request: { data: { ...(names.length ? { names } : {}), ...payload } }, rows };
}

function shapeOf(item: ContractItem): number[] {
  return item.ftype === 'continuous' && item.shape?.length ? item.shape : [1];
}

function filled([size = 1, ...rest]: number[], cell: () => Cell): Nested {
  return Array.from({ length: size }, () => (rest.length ? filled(rest, cell) : cell()));
}

function numbersOf(data: Nested[][]): number[] {
  return data.flat(Infinity as 1).map(cell => {
    if (typeof cell !== 'number') {
      throw mistake('A tensor holds numbers only, and a feature has other values.');
    }
    return cell;
  });
}

function valueOf(item: ContractItem, random: () => number): Cell {
  if (item.ftype === 'categorical') {
    return item.values[Math.floor(random() * item.values.length)]!;
  }
  const [low, high] = item.range;
  if (low !== 'inf' && high !== 'inf') {
    return item.dtype === 'INT' ? wholeBetween(low, high, random()) : rounded(low + random() * (high - low), low, high);
  }
  const step = normal(random);
  const value = low !== 'inf' ? low + Math.exp(step) : high !== 'inf' ? high - Math.exp(step) : step;
  const least = low === 'inf' ? -Infinity : low;
  const most = high === 'inf' ? Infinity : high;
  return item.dtype === 'INT'
    ? Math.min(Math.floor(most), Math.max(Math.ceil(least), Math.round(value)))
    : rounded(value, least, most);
}

function wholeBetween(low: number, high: number, random: number): number {
  const [first, last] = [Math.ceil(low), Math.floor(high)];
  if (first > last) {
    throw mistake(`There is no whole number between ${low} and ${high}.`);
  }
  return first + Math.floor(random * (last - first + 1));
}

/** Three decimals as upstream, as long as that leaves the range some choice and the value inside it. */
function rounded(value: number, low: number, high: number): number {
  const short = Math.round(value * 1000) / 1000;
  return high - low >= 1 && short >= low && short <= high ? short : Math.min(high, Math.max(low, value));
}

/** Box and Muller's method. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Numbers in [0, 1): mulberry32, small and good enough for test data. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

function mistake(reason: string): ProblemError {
  return new ProblemError({
    code: 'bad-contract',
    message: 'No request can be made from the contract.',
    reason,
    suggestion: 'Correct the features in contract.json.'
  });
}
