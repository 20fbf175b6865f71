import { setTimeout as sleep } from 'node:timers/promises';
import type { WatchEvent } from '../../src/tools/kubernetes';
import { createKubernetes } from '../../src/tools/kubernetes/kubernetes';
import { KINDS } from '../../src/tools/kubernetes/kinds';
import { applied, describeCluster, kubectl, signal } from './cluster';
import { ClusterBench, predict } from './cluster-bench';

jest.setTimeout(300_000);
const MANY = 1000;

describeCluster('a real cluster that is disturbed', () => {
  let bench: ClusterBench;
  beforeAll(async () => (bench = await ClusterBench.open('disturbed')));
  afterAll(() => bench.close());

  it('deploys while the API server stands still for some seconds', async () => {
    setTimeout(() => signal('kube-apiserver', 'SIGSTOP'), 1000);
    setTimeout(() => signal('kube-apiserver', 'SIGCONT'), 7000);
    const deployment = await bench.deploy({ image: 'plus1' });
    expect(await predict(deployment.endpoint!.predictions, [1, 2])).toEqual([2, 3]);
  });

  it('deploys while etcd is slow', async () => {
    const slow = setInterval(() => {
      signal('etcd', 'SIGSTOP');
      setTimeout(() => signal('etcd', 'SIGCONT'), 700);
    }, 1400);
    try {
      expect(await bench.deploy({ image: 'plus2' })).toMatchObject({ state: 'running', revision: 2 });
    } finally {
      clearInterval(slow);
      await sleep(800);
    }
  });

  it('goes on from what a killed rollout left', async () => {
    const input = await bench.tested({ image: 'slow', name: 'killed' });
    const gone = new AbortController();
    void bench.target.deploy(input, 'killed', bench.context(gone.signal)).catch(() => {});
    await sleep(2000);
    // What a killed process leaves: its claim is dead, the SeldonDeployment and its first revision are there.
    kubectl('-n', bench.namespace, 'wait', '--for=create', 'sdep/killed', '--timeout=30s');
    const other = await ClusterBench.as(bench);
    const deployment = await other.deploy({ image: 'plus1', name: 'killed', takeOver: true });
    expect(deployment).toMatchObject({ state: 'running', revision: 2 });
    gone.abort();
    await sleep(2000);
    expect(await other.target.status('killed')).toMatchObject({ state: 'running', revision: 2 });
  });

  it('lists and watches a thousand deployments', async () => {
    const items = Array.from({ length: MANY }, (_, i) => small(`many-${i}`, bench.namespace));
    for (let i = 0; i < MANY; i += 250) {
      applied(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: items.slice(i, i + 250) }));
    }
    const cluster = await createKubernetes().connect();
    const stop = new AbortController();
    const seen = new Set<string>();
    const changed: WatchEvent[] = [];
    const where = { namespace: bench.namespace };
    for await (const event of cluster.watch(KINDS.seldonDeployment, where, stop.signal)) {
      if (event.type === 'synced') {
        kubectl('-n', bench.namespace, 'annotate', 'sdep', 'many-7', 'touched=yes');
      } else if (event.object.metadata.annotations?.touched) {
        changed.push(event);
        break;
      } else {
        seen.add(event.object.metadata.name);
      }
    }
    stop.abort();
    expect([...seen].filter(name => name.startsWith('many-'))).toHaveLength(MANY);
    expect(changed).toMatchObject([{ type: 'modified', object: { metadata: { name: 'many-7' } } }]);
    const begun = performance.now();
    expect((await cluster.list(KINDS.seldonDeployment, where)).length).toBeGreaterThanOrEqual(MANY);
    expect(performance.now() - begun).toBeLessThan(5000);
  });
});

/** An object without pods. */
function small(name: string, namespace: string) {
  return {
    apiVersion: 'machinelearning.seldon.io/v1',
    kind: 'SeldonDeployment',
    // For an operator that is not here: these are objects and nothing more.
    metadata: { name, namespace, labels: { 'seldon.io/controller-id': 'another' } },
    spec: {
      predictors: [
        {
          name: 'main',
          replicas: 0,
          graph: { name: 'model', type: 'MODEL' },
          componentSpecs: [{ spec: { containers: [{ name: 'model', image: 'localhost/unit:1' }] } }]
        }
      ]
    }
  };
}
