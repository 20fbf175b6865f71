import { addressOf, type DeploymentId } from '../../contract/deployment-id';
import type { Metrics } from '../../contract/metrics';
import type { Problem } from '../../contract/problem';
import { Changing } from './changing';
import { whileSeen } from './pauses';
import type { GetClient } from './run-model';
import { troubleOf } from './trouble';

const INTERVAL = 3000;
const KEPT = 200;

/** What happened between two looks at the numbers. */
export interface Span {
  at: string;
  /** Requests in a second. */
  rate: number;
  errors: number;
  /** Mean seconds of an answer; undefined without one. */
  latency?: number;
}

/** The numbers of a deployment as they grow, while somebody looks. */
export class MetricsHistory extends Changing {
  latest?: Metrics;
  spans: Span[] = [];
  trouble?: Problem;

  constructor(
    private readonly id: DeploymentId,
    private readonly client: GetClient
  ) {
    super();
  }

  follow(signal: AbortSignal): Promise<void> {
    return whileSeen(() => this.#look(signal), INTERVAL, signal);
  }

  async #look(signal: AbortSignal): Promise<void> {
    try {
      const now = await (await this.client()).getMetrics(addressOf(this.id), signal);
      this.spans = this.latest ? [...this.spans, spanOf(this.latest, now)].slice(-KEPT) : [];
      this.latest = now;
      this.trouble = undefined;
    } catch (error) {
      this.trouble = await troubleOf(error, signal);
    }
    this.announce();
  }
}

/** A process that was started again counts from 0: then all that it counts is new. */
function spanOf(before: Metrics, now: Metrics): Span {
  const isSame = now.requests >= before.requests;
  const since = (count: number, earlier: number) => (isSame ? count - earlier : count);
  const seconds = Math.max((Date.parse(now.at) - Date.parse(before.at)) / 1000, 0.001);
  const answers = since(now.latency.count, before.latency.count);
  return {
    at: now.at,
    rate: since(now.requests, before.requests) / seconds,
    errors: since(now.errors, before.errors),
    latency: answers > 0 ? since(now.latency.sum, before.latency.sum) / answers : undefined
  };
}
