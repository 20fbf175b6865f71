import type { CountedVersion, RunningVersion } from '../../../contract/kubernetes';
import type { Metrics } from '../../../contract/metrics';
import { problemOf } from '../../../contract/problem';
import type { PodView } from './observed';
import type { Place } from './place';
import { podMetrics } from './pod-metrics';
import { collectedMetrics } from './prometheus';

/** Versions with the pods that run them; `engine`: whether Seldon's orchestrator is in them. */
export interface RunningPods {
  version: RunningVersion;
  pods: PodView[];
  engine: boolean;
}

/**
 * Each running version with what its own pods have counted since they started, all its pods added up. Where a page cannot be
 * read, a Prometheus of the cluster is asked; without one it is a problem of its version, not of the whole.
 */
export function countedVersions(
  place: Place,
  running: readonly RunningPods[],
  asking: { env: NodeJS.ProcessEnv; signal: AbortSignal }
): Promise<CountedVersion[]> {
  const { signal } = asking;
  return Promise.all(
    running.map(async ({ version, pods, engine }) => {
      const answering = pods.filter(({ leaving, phase }) => !leaving && phase === 'Running');
      try {
        const pages = await Promise.all(answering.map(({ name }) => podMetrics(place, name, { engine, signal })));
        return { ...version, metrics: added(pages) };
      } catch (error) {
        signal.throwIfAborted();
        // Whatever hinders it, too: that the pods cannot be asked is what is told.
        const metrics = await collectedMetrics(place, version.revision, asking).catch(() => undefined);
        signal.throwIfAborted();
        return metrics ? { ...version, metrics, collected: true } : { ...version, problem: problemOf(error) };
      }
    })
  );
}

/** What several processes have counted, as if it were one. */
export function added(pages: readonly Metrics[]): Metrics {
  const sum = (of: (page: Metrics) => number) => pages.reduce((total, page) => total + of(page), 0);
  const edges = new Map<number | undefined, number>();
  for (const { le, count } of pages.flatMap(({ latency }) => latency.buckets)) {
    edges.set(le, (edges.get(le) ?? 0) + count);
  }
  const buckets = [...edges].sort(([a = Infinity], [b = Infinity]) => a - b);
  return {
    at: pages.at(-1)?.at ?? new Date().toISOString(),
    requests: sum(({ requests }) => requests),
    errors: sum(({ errors }) => errors),
    latency: {
      sum: sum(({ latency }) => latency.sum),
      count: sum(({ latency }) => latency.count),
      buckets: buckets.map(([le, count]) => (le === undefined ? { count } : { le, count }))
    },
    samples: pages.length === 1 ? pages[0]!.samples : []
  };
}

/** The time in seconds within which this share of the requests was answered, by the histogram; undefined without any. */
export function quantile({ latency: { buckets, count } }: Pick<Metrics, 'latency'>, share: number): number | undefined {
  const wanted = share * count;
  let below = { le: 0, count: 0 };
  for (const { le, count: within } of buckets) {
    if (within >= wanted && within > 0) {
      // Beyond the last edge nothing is known but that it was slower.
      return le === undefined
        ? below.le
        : below.le + ((le - below.le) * (wanted - below.count)) / Math.max(within - below.count, 1);
    }
    below = { le: le ?? below.le, count: within };
  }
  return undefined;
}
