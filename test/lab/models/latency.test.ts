import { figuresOf, quantileOf } from '../../../src/lab/models/latency';

it('names median, 95th percentile and slowest', () => {
  const times = Array.from({ length: 100 }, (_, index) => 100 - index);

  expect(figuresOf(times)).toEqual({ count: 100, median: 50, p95: 95, most: 100 });
});

it('says nothing about no answers', () => {
  expect(figuresOf([])).toBeUndefined();
});

it('estimates a quantile between the bounds of its bucket', () => {
  const buckets = [{ le: 0.1, count: 50 }, { le: 0.2, count: 100 }, { count: 100 }];

  expect(quantileOf(buckets, 0.75)).toBeCloseTo(0.15);
});

it('answers with the last bound when the quantile is beyond it', () => {
  expect(quantileOf([{ le: 0.1, count: 1 }, { count: 10 }], 0.95)).toBe(0.1);
});

it('knows no quantile of nothing', () => {
  expect(quantileOf([{ le: 0.1, count: 0 }, { count: 0 }], 0.5)).toBeUndefined();
});
