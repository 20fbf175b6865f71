import { setTimeout as sleep } from 'node:timers/promises';
import type { ProblemError } from '../../src/contract/problem';
import { STEPS } from '../../src/pipeline/targets/kubernetes/reading';
import type { WatchEvent } from '../../src/tools/kubernetes';
import { createKubernetes } from '../../src/tools/kubernetes/kubernetes';
import { KINDS } from '../../src/tools/kubernetes/kinds';
import {
  applied,
  changeToken,
  describeCluster,
  KUBECONFIG,
  kubeconfigOf,
  kubectl,
  restart,
  signal,
  until,
  untilAllowed
} from './cluster';
import { ClusterBench, predict } from './cluster-bench';
import { idleDeployments } from './idle-deployments';

jest.setTimeout(600_000);
const MANY = 1000;

describeCluster('a real cluster that is disturbed', () => {
  let bench: ClusterBench;
  beforeAll(async () => (bench = await ClusterBench.open('disturbed')));
  afterEach(() => void (process.env.KUBECONFIG = KUBECONFIG));
  afterAll(() => bench.close());

  it('deploys while the API server stands still for some seconds', async () => {
    setTimeout(() => signal('kube-apiserver', 'SIGSTOP'), 1000);
    setTimeout(() => signal('kube-apiserver', 'SIGCONT'), 7000);
    const deployment = await bench.deploy({ image: 'plus1' });
    expect(await predict(deployment.endpoint!.predictions, [1, 2])).toEqual([2, 3]);
  });

  it('deploys while the API server is killed and started again', async () => {
    // In the middle of the rollout, however long its begin takes.
    bench.onLine = line => {
      if (line.startsWith(STEPS[0].done)) {
        bench.onLine = () => {};
        restart('kube-apiserver');
      }
    };
    expect(await bench.deploy({ image: '1' })).toMatchObject({ state: 'running', revision: 2 });
  });

  it('goes on watching with the token that is good now', async () => {
    await allow(bench.namespace, 'anna');
    process.env.KUBECONFIG = kubeconfigOf('anna');
    const cluster = await createKubernetes().connect();
    const stop = new AbortController();
    const events = cluster.watch(KINDS.seldonDeployment, { namespace: bench.namespace }, stop.signal);
    let begin = () => {};
    const begun = new Promise<void>(resolve => (begin = resolve));
    const seen = (async () => {
      for await (const event of events) {
        if (event.type === 'synced') {
          begin();
        } else if (event.object.metadata.annotations?.rotated) {
          return event.type;
        }
      }
      return 'nothing';
    })();
    await Promise.race([begun, seen]);
    changeToken('anna');
    restart('kube-apiserver');
    process.env.KUBECONFIG = KUBECONFIG;
    await until(() => kubectl('-n', bench.namespace, 'annotate', 'sdep', 'churn', 'rotated=yes'));
    process.env.KUBECONFIG = kubeconfigOf('anna');
    expect(await seen).toBe('modified');
    stop.abort();
  });

  it('lets one of two win who deploy the same new name at once, and tells the other', async () => {
    const other = await ClusterBench.as(bench);
    await meeting([bench, other]);
    const both = await Promise.allSettled([
      bench.deploy({ image: 'plus1', name: 'first' }),
      other.deploy({ image: 'plus2', name: 'first' })
    ]);
    const won = both.flatMap(each => (each.status === 'fulfilled' ? each.value : []));
    const told = both.flatMap(each => (each.status === 'rejected' ? (each.reason as ProblemError).problem.code : []));
    expect({ won: won.length, told }).toEqual({ won: 1, told: ['apply-conflict'] });
    const answer = JSON.stringify(await predict(won[0]!.endpoint!.predictions, [1, 2]));
    const [winner, prediction] = both[0].status === 'fulfilled' ? [bench, '[2,3]'] : [other, '[3,4]'];
    expect(answer).toBe(prediction);
    expect((await winner.target.operations.revisions('first')).map(({ revision }) => revision)).toEqual([1]);
  });

  it('says that the node of a pod does not answer', async () => {
    const deploying = bench.deploy({ image: 'plus1', name: 'silent', deadline: 30 });
    signal('kubelet', 'SIGSTOP');
    try {
      await expect(deploying).rejects.toMatchObject({
        problem: { code: 'unschedulable', message: expect.stringContaining('node') as string }
      });
    } finally {
      signal('kubelet', 'SIGCONT');
      kubectl('wait', '--for=condition=Ready', 'node/test-node', '--timeout=60s');
    }
  });

  it('deploys while etcd is slow', async () => {
    const slow = setInterval(() => {
      signal('etcd', 'SIGSTOP');
      setTimeout(() => signal('etcd', 'SIGCONT'), 700);
    }, 1400);
    try {
      expect(await bench.deploy({ image: 'plus2' })).toMatchObject({ state: 'running', revision: 3 });
    } finally {
      clearInterval(slow);
      await sleep(800);
    }
  });

  it('goes on from what a killed rollout left', async () => {
    const input = await bench.tested({ image: 'slow', name: 'killed' });
    const gone = new AbortController();
    const first = bench.target.deploy(input, 'killed', bench.context(gone.signal)).catch(() => {});
    // What a killed process leaves: its claim is dead, the SeldonDeployment and its first revision are there.
    await until(() => kubectl('-n', bench.namespace, 'get', 'sdep/killed', 'controllerrevision/killed-v1'));
    const other = await ClusterBench.as(bench);
    const deployment = await other.deploy({ image: 'plus1', name: 'killed', takeOver: true });
    expect(deployment).toMatchObject({ state: 'running', revision: 2 });
    gone.abort();
    await first;
    expect(await other.target.status('killed')).toMatchObject({ state: 'running', revision: 2 });
  });

  it('lists and watches a thousand deployments', async () => {
    const items = idleDeployments(MANY, bench.namespace);
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
    const times: number[] = [];
    for (let i = 0; i < 3; i++) {
      const begun = performance.now();
      expect((await cluster.list(KINDS.seldonDeployment, where)).length).toBeGreaterThanOrEqual(MANY);
      times.push(performance.now() - begun);
    }
    // Other work may hold up one of them.
    expect(Math.min(...times)).toBeLessThan(5000);
  });
});

/** Lets each of them go on from its first dry run when all have come to theirs: until then nobody has applied anything. */
async function meeting(benches: readonly ClusterBench[]): Promise<void> {
  let missing = benches.length;
  let begin = () => {};
  const all = new Promise<void>(resolve => (begin = resolve));
  for (const { kubernetes } of benches) {
    const cluster = await kubernetes.connect();
    const apply = cluster.apply.bind(cluster);
    cluster.apply = async (kind, object, options) => {
      if (options.dryRun) {
        if (--missing === 0) {
          begin();
        }
        await all;
      }
      return apply(kind, object, options);
    };
  }
}

/** Lets a person look at everything of a namespace. */
async function allow(namespace: string, person: 'anna'): Promise<void> {
  kubectl('-n', namespace, 'create', 'role', 'looks', '--verb=get,list,watch', '--resource=seldondeployments');
  kubectl('-n', namespace, 'create', 'rolebinding', person, '--role=looks', `--user=${person}`);
  await untilAllowed(person, namespace, 'watch');
}
