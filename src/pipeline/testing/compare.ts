import { clip } from './sentence';

export interface Tolerance {
  absolute: number;
  relative: number;
}

export interface Comparison {
  equal: boolean;
  /** Largest difference between two numbers; 0 when there are none. */
  largest: number;
  /** Where and how the first difference shows, as one sentence; absent when equal. */
  reason?: string;
}

/**
 * Compares an answer with the logged model's, value by value: numbers within absolute + relative * |theirs|, whole
 * numbers beyond 2^53 (bigint) exactly, NaN as null, lists in order, objects by key.
 */
export function compareValues(ours: unknown, theirs: unknown, tolerance: Tolerance): Comparison {
  const result: Comparison = { equal: true, largest: 0 };
  compare(ours, theirs, '');
  return result;

  function compare(left: unknown, right: unknown, place: string): void {
    const [a, b] = [known(left), known(right)];
    if (Array.isArray(a) && Array.isArray(b)) {
      if (a.length !== b.length) {
        return differ(place, `${a.length} values instead of ${b.length}`);
      }
      a.forEach((value, index) => compare(value, b[index], `${place}[${index}]`));
    } else if (isObject(a) && isObject(b)) {
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
        if (!(key in a) || !(key in b)) {
          differ(place, `${key} is ${key in a ? 'not expected' : 'missing'}`);
        } else {
          compare(a[key], b[key], place ? `${place}.${key}` : key);
        }
      }
    } else if (isNumber(a) && isNumber(b)) {
      compareNumbers(a, b, place);
    } else if (a !== b) {
      differ(place, `${clip(a, 60)} instead of ${clip(b, 60)}`);
    }
  }

  function compareNumbers(a: number | bigint, b: number | bigint, place: string): void {
    const exact = typeof a === 'bigint' || typeof b === 'bigint';
    const difference = exact ? exactDifference(a, b) : Math.abs(a - b);
    result.largest = Math.max(result.largest, difference);
    const allowed = exact ? 0 : tolerance.absolute + tolerance.relative * Math.abs(Number(b));
    if (!(difference <= allowed)) {
      differ(place, `${a} instead of ${b}, more than ${Number(allowed.toPrecision(3))} apart`);
    }
  }

  function differ(place: string, how: string): void {
    result.equal = false;
    result.reason ??= place ? `at ${place}: ${how}` : how;
  }
}

/** Null stands for NaN and infinity, which JSON cannot say. */
function known(value: unknown): unknown {
  return value === undefined || (typeof value === 'number' && !Number.isFinite(value)) ? null : value;
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function exactDifference(a: number | bigint, b: number | bigint): number {
  if (!isWhole(a) || !isWhole(b)) {
    return Math.abs(Number(a) - Number(b)) || Number.MIN_VALUE;
  }
  const difference = BigInt(a) - BigInt(b);
  return Number(difference < 0n ? -difference : difference);
}

function isWhole(value: number | bigint): boolean {
  return typeof value === 'bigint' || Number.isInteger(value);
}
