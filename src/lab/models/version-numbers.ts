import { addressOf, type DeploymentId } from '../../contract/deployment-id';
import type { CountedVersion } from '../../contract/kubernetes';
import type { Metrics } from '../../contract/metrics';
import type { Problem } from '../../contract/problem';
import { Changing } from './changing';
import { whileSeen } from './pauses';
import type { GetClient } from './run-model';
import { troubleOf } from './trouble';

const INTERVAL = 3000;

/** A version with what it has counted since somebody began to look: what counts when two are compared. */
export interface ComparedVersion {
  version: CountedVersion;
  /** Since its pods started. */
  total?: Metrics;
  /** Since this view was opened; both versions then have had the same time. */
  since?: Pick<Metrics, 'requests' | 'errors' | 'latency'>;
}

/** The versions of a deployment with their own numbers, while somebody looks. */
export class VersionNumbers extends Changing {
  versions?: ComparedVersion[];
  trouble?: Problem;
  readonly #first = new Map<number, Metrics>();

  constructor(
    private readonly id: DeploymentId,
    private readonly client: GetClient
  ) {
    super();
  }

  follow(signal: AbortSignal): Promise<void> {
    return whileSeen(() => this.look(signal), INTERVAL, signal);
  }

  /** Asks once, now. */
  async look(signal: AbortSignal): Promise<void> {
    try {
      const versions = await (await this.client()).listVersions(addressOf(this.id), signal);
      this.versions = versions.map(version => this.#compared(version));
      this.trouble = undefined;
    } catch (error) {
      this.trouble = await troubleOf(error, signal);
    }
    this.announce();
  }

  #compared(version: CountedVersion): ComparedVersion {
    const { metrics, revision } = version;
    if (!metrics) {
      return { version };
    }
    const known = this.#first.get(revision);
    // Pods that were started again count from 0: then all that they count is new.
    const first = known && known.requests <= metrics.requests ? known : metrics;
    this.#first.set(revision, first);
    return { version, total: metrics, since: difference(first, metrics) };
  }
}

function difference(before: Metrics, now: Metrics): Pick<Metrics, 'requests' | 'errors' | 'latency'> {
  const earlier = new Map(before.latency.buckets.map(({ le, count }) => [le, count]));
  return {
    requests: now.requests - before.requests,
    errors: now.errors - before.errors,
    latency: {
      sum: now.latency.sum - before.latency.sum,
      count: now.latency.count - before.latency.count,
      buckets: now.latency.buckets.map(({ le, count }) => ({ le, count: count - (earlier.get(le) ?? 0) }))
    }
  };
}
