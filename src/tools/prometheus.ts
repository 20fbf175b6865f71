import { Metrics } from '../contract/metrics';

/** One value of one series. */
export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+-?\d+)?$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;
/** The histogram of the requests that Seldon's executor got, and the built-in runtime without one. */
export const EXECUTOR_REQUESTS = 'seldon_api_executor_server_requests_seconds';
/**
 * Request histograms, the first that a page has counts. Seldon's executor tells what it was asked (server) and, on the same
 * page, each call to a model for it (client); ours has the executor's names, Seldon's Python server its own.
 */
const HISTOGRAMS = [
  EXECUTOR_REQUESTS,
  'seldon_api_engine_server_requests_seconds',
  'seldon_api_model_server_requests_seconds',
  'seldon_api_executor_client_requests_seconds'
].map(name => new RegExp(`^${name}_(bucket|count|sum)$`));

/** Reads Prometheus text (exposition format 0.0.4); lines that are none are left out. */
export function parsePrometheus(text: string): Sample[] {
  return text.split('\n').flatMap(line => {
    const [, name, labels = '', value = ''] = LINE.exec(line.trim()) ?? [];
    const number = numberOf(value);
    const isSample = name !== undefined && (value === 'NaN' || !Number.isNaN(number));
    return isSample ? [{ name, labels: labelsOf(labels), value: number }] : [];
  });
}

/** What a deployment counted, from its metrics page: the request histogram summed over all its labels. */
export function metricsOf(text: string, at: string): Metrics {
  return metricsOfSamples(parsePrometheus(text), at);
}

/** The same of samples that were read already. */
export function metricsOfSamples(samples: readonly Sample[], at: string): Metrics {
  const histogram = HISTOGRAMS.find(names => samples.some(({ name }) => names.test(name)));
  const requests = samples.filter(({ name }) => histogram?.test(name));
  const part = (ending: string) => requests.filter(({ name }) => name.endsWith(ending));
  const counts = part('_count');
  return {
    at,
    requests: sum(counts),
    errors: sum(counts.filter(({ labels }) => isError(labels))),
    latency: { sum: sum(part('_sum')), count: sum(counts), buckets: bucketsOf(part('_bucket')) },
    samples: samples.filter(({ name, value }) => !histogram?.test(name) && Number.isFinite(value))
  };
}

function bucketsOf(samples: Sample[]): Metrics['latency']['buckets'] {
  const edges = new Map<number, number>();
  for (const { labels, value } of samples) {
    const edge = numberOf(labels.le ?? '');
    edges.set(edge, (edges.get(edge) ?? 0) + value);
  }
  return [...edges]
    .sort(([a], [b]) => a - b)
    .map(([edge, count]) => (Number.isFinite(edge) ? { le: edge, count } : { count }));
}

function isError({ code = '', status = '' }: Record<string, string>): boolean {
  return Number(code || status) >= 400;
}

function labelsOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(LABEL)].map(([, name, value]) => [name!, unescaped(value!)] as const);
  return Object.fromEntries(pairs);
}

function unescaped(value: string): string {
  return value.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char));
}

function numberOf(text: string): number {
  return text === '+Inf' || text === 'Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text);
}

function sum(samples: Sample[]): number {
  return samples.reduce((total, { value }) => total + value, 0);
}
