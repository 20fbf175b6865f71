/** What a set of durations comes to, in ms. */
export interface LatencyFigures {
  count: number;
  median: number;
  p95: number;
  most: number;
}

/** Undefined for no durations. */
export function figuresOf(milliseconds: readonly number[]): LatencyFigures | undefined {
  if (milliseconds.length === 0) {
    return undefined;
  }
  const sorted = [...milliseconds].sort((a, b) => a - b);
  return { count: sorted.length, median: at(sorted, 0.5), p95: at(sorted, 0.95), most: sorted.at(-1)! };
}

/** The smallest value that at least such a share does not exceed. */
function at(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}

/** One bucket of a histogram: how many took at most `le` seconds; the last has no such bound. Cumulative, as Prometheus. */
export interface Bucket {
  le?: number;
  count: number;
}

/** Seconds that a share of the requests did not exceed, straight between the bounds of its bucket; undefined for none. */
export function quantileOf(buckets: readonly Bucket[], share: number): number | undefined {
  const total = buckets.at(-1)?.count ?? 0;
  const rank = share * total;
  const index = buckets.findIndex(({ count }) => count >= rank && count > 0);
  const bucket = buckets[index];
  if (!bucket) {
    return undefined;
  }
  const before = buckets[index - 1] ?? { le: 0, count: 0 };
  if (bucket.le === undefined) {
    return before.le;
  }
  const inside = bucket.count - before.count;
  const low = before.le ?? 0;
  return inside > 0 ? low + (bucket.le - low) * ((rank - before.count) / inside) : bucket.le;
}

/** How many requests fell into each bucket. */
export function heightsOf(buckets: readonly Bucket[]): { le?: number; count: number }[] {
  return buckets.map(({ le, count }, index) => ({ le, count: count - (buckets[index - 1]?.count ?? 0) }));
}
