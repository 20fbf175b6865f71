import { Metrics } from '../contract/metrics';

interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+-?\d+)?$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;
/** Seldon's executor and its Python server name their request histogram so; ours is the executor's. */
const REQUESTS = /^seldon_api_(executor|engine|model)_(server|client)_requests_seconds_(bucket|count|sum)$/;

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
  const samples = parsePrometheus(text);
  const requests = samples.filter(({ name }) => REQUESTS.test(name));
  const part = (ending: string) => requests.filter(({ name }) => name.endsWith(ending));
  const counts = part('_count');
  return {
    at,
    requests: sum(counts),
    errors: sum(counts.filter(({ labels }) => isError(labels))),
    latency: { sum: sum(part('_sum')), count: sum(counts), buckets: bucketsOf(part('_bucket')) },
    samples: samples.filter(({ name, value }) => !REQUESTS.test(name) && Number.isFinite(value))
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
