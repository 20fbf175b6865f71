import type { Metrics } from '../../../../src/contract/metrics';
import { added, quantile } from '../../../../src/pipeline/targets/kubernetes/counted-versions';

const page = (fast: number, slow: number, errors = 0): Metrics => ({
  at: '2026-01-01T00:00:00Z',
  requests: fast + slow,
  errors,
  latency: {
    sum: 0.05 * fast + 0.5 * slow,
    count: fast + slow,
    buckets: [{ le: 0.1, count: fast }, { le: 1, count: fast + slow }, { count: fast + slow }]
  },
  samples: []
});

it('adds up what several pods counted', () => {
  expect(added([page(10, 0, 1), page(80, 10, 2)])).toMatchObject({
    requests: 100,
    errors: 3,
    latency: { sum: 9.5, count: 100, buckets: [{ le: 0.1, count: 90 }, { le: 1, count: 100 }, { count: 100 }] }
  });
});

it('is nothing without pods', () => {
  expect(added([])).toMatchObject({ requests: 0, errors: 0, latency: { count: 0, buckets: [] } });
});

it('reads times out of a histogram, between its edges in proportion', () => {
  expect(quantile(page(100, 0), 0.5)).toBeCloseTo(0.05);
  expect(quantile(page(90, 10), 0.95)).toBeCloseTo(0.55);
});

it('knows no time when nothing was asked', () => {
  expect(quantile(added([]), 0.99)).toBeUndefined();
});

it('says the last edge for what was slower than all of them', () => {
  const { latency } = page(1, 0);
  expect(quantile({ latency: { ...latency, buckets: [{ le: 10, count: 0 }, { count: 1 }] } }, 0.99)).toBe(10);
});
