import { setTimeout as sleep } from 'node:timers/promises';
import { NamespaceViews } from '../../../src/pipeline/targets/kubernetes/namespace-view';
import { KINDS } from '../../../src/tools/kubernetes/kinds';
import { applied, GATEWAY, KUBECONFIG, kubectl } from '../../cluster/cluster';
import { askedWhile, ClusterBench, predict } from '../../cluster/cluster-bench';
import { idleDeployments } from '../../cluster/idle-deployments';

/** One JSON object a line: `figures ROUNDS`, with a cluster that is up. */
const rounds = Number(process.argv[2] ?? 3);
const MANY = 1000;
/** Changes of which the cost of one is the mean. */
const CHANGES = 100;
/** Milliseconds between two attempts of who waits for an answer by hand. */
const ATTEMPT = 50;

function tell(name: string, { ours, theirs, unit }: { ours: number; theirs: number; unit: string }): void {
  const ratio = theirs === 0 ? (ours === 0 ? 1 : 0) : ours / theirs;
  process.stdout.write(`${JSON.stringify({ name, ours, theirs, ratio, unit })}\n`);
}

async function main(): Promise<void> {
  process.env.KUBECONFIG = KUBECONFIG;
  const bench = await ClusterBench.open('bench');
  try {
    await overhead(bench);
    await promote(bench);
    await watch(bench);
  } finally {
    await bench.close();
  }
}

/** Both sides in turn; the same manifest under another name. */
async function overhead(bench: ClusterBench): Promise<void> {
  await bench.deploy({ image: 'plus1', name: 'warm' });
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    bench.lines.length = 0;
    const name = `ours-${round}`;
    ours.push(
      await seconds(async () => {
        const { endpoint } = await bench.deploy({ image: 'plus1', name });
        await predict(endpoint!.predictions, [1, 2]);
      })
    );
    const manifest = byHand(bench, name, `theirs-${round}`);
    theirs.push(
      await seconds(async () => {
        applied(manifest);
        await answered(`${GATEWAY}/seldon/${bench.namespace}/theirs-${round}/api/v1.0/predictions`);
      })
    );
  }
  for (const line of bench.lines) {
    const [, step = '', at = ''] = /^(.*) \(([\d.]+) s\)$/.exec(line) ?? [];
    tell(`step: ${step}`, { ours: Number(at), theirs: 0, unit: 's' });
  }
  tell('first-answer', { ours: median(ours), theirs: median(theirs), unit: 's' });
  tell('overhead', { ours: median(ours) - median(theirs), theirs: 1, unit: 's' });
}

async function promote(bench: ClusterBench): Promise<void> {
  const { endpoint } = await bench.deploy({ image: 'plus1', name: 'churn' });
  await bench.deploy({ image: 'plus2', name: 'churn', rollout: 'canary', percent: 50 });
  const { asked, lost } = await askedWhile(endpoint!.predictions, () =>
    bench.target.operations.promote('churn', bench.watching())
  );
  tell('lost', { ours: lost.length, theirs: 0, unit: 'requests' });
  tell('asked-meanwhile', { ours: asked, theirs: 0, unit: 'requests' });
}

/** What a list in a panel keeps and costs. */
async function watch(bench: ClusterBench): Promise<void> {
  const items = idleDeployments(MANY, bench.namespace);
  for (let i = 0; i < MANY; i += 250) {
    applied(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: items.slice(i, i + 250) }));
  }
  const cluster = await bench.kubernetes.connect();
  const views = new NamespaceViews();
  const before = heap();
  const first = process.cpuUsage();
  const seen = await views.read(cluster, bench.namespace, 60);
  const read = process.cpuUsage(first);
  tell('watch-read', { ours: milliseconds(read), theirs: 0, unit: 'ms' });
  tell('watch-heap', { ours: (heap() - before) / 1e6, theirs: 0, unit: 'MB' });
  if (seen.length < MANY) {
    throw new Error(`Only ${seen.length} of ${MANY} deployments were seen.`);
  }
  const begun = process.cpuUsage();
  for (let i = 0; i < CHANGES; i++) {
    await touch(bench, `many-${i}`);
  }
  tell('watch-change', { ours: milliseconds(process.cpuUsage(begun)) / CHANGES, theirs: 0, unit: 'ms' });
}

/** One change, as others make them. */
async function touch(bench: ClusterBench, name: string): Promise<void> {
  const cluster = await bench.kubernetes.connect();
  const metadata = { annotations: { touched: new Date().toISOString() } };
  await cluster.patch(KINDS.seldonDeployment, { name, namespace: bench.namespace }, { metadata });
}

function byHand({ namespace }: ClusterBench, name: string, other: string): string {
  const object = JSON.parse(kubectl('-n', namespace, 'get', 'sdep', name, '-o', 'json')) as {
    apiVersion: string;
    kind: string;
    spec: object;
  };
  const { apiVersion, kind, spec } = object;
  return JSON.stringify({ apiVersion, kind, metadata: { name: other, namespace }, spec: { ...spec, name: other } });
}

async function answered(url: string): Promise<void> {
  while (!Array.isArray(await predict(url, [1, 2]).catch(() => undefined))) {
    await sleep(ATTEMPT);
  }
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

const milliseconds = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1000;
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

void main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${String((error as Error).stack ?? error)}\n`);
    process.exit(1);
  }
);
