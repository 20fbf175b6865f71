import type { KubeObject } from '../../src/tools/kubernetes';
import { createKubernetes } from '../../src/tools/kubernetes/kubernetes';
import { KINDS } from '../../src/tools/kubernetes/kinds';
import { allowPods, describeCluster, kubectl, until } from './cluster';
import { ClusterBench, predict, type Wanted } from './cluster-bench';
import { idleDeployments } from './idle-deployments';

jest.setTimeout(400_000);

describeCluster('what goes wrong on a real cluster', () => {
  let bench: ClusterBench;
  beforeAll(async () => (bench = await ClusterBench.open('failures')));
  afterAll(() => bench.close());

  const failing: [string, Wanted, string, RegExp][] = [
    ['an image that is nowhere', { image: 'nowhere' }, 'image-pull-failed', /unit:nowhere/],
    ['more memory than it may have', { image: 'hungry', memory: 64 }, 'model-out-of-memory', /memory/],
    ['a package that it does not have', { image: 'crash' }, 'model-load-failed', /lightgbm/],
    ['another processor', { image: 'foreign' }, 'wrong-architecture', /exec format error/],
    ['a secret that is not there', { envSecrets: ['nobody'] }, 'pod-not-created', /nobody/],
    ['a service account that is not there', { serviceAccount: 'nobody' }, 'pod-not-created', /nobody/],
    ['more cores than any node has', { cpuRequest: '100', deadline: 40 }, 'unschedulable', /cpu/i],
    ['a label that no node has', { nodeSelector: { gpu: 'yes' }, deadline: 40 }, 'unschedulable', /node/],
    ['loading that never ends', { image: 'endless', deadline: 60 }, 'model-start-timeout', /probe failed|Startup/],
    ['every prediction failing', { image: 'refuses' }, 'route-missing', /500/]
  ];

  /** All at the same time, as a team's deployments are: most of each is waiting. */
  let problems: Map<string, unknown>;
  beforeAll(async () => {
    const all = failing.map(async ([title, wanted], i): Promise<[string, unknown]> => [
      title,
      await bench.deploy({ ...wanted, name: `broken-${i}` }).catch((error: { problem: object }) => error.problem)
    ]);
    problems = new Map(await Promise.all(all));
  });

  it.each(failing)('%s: is told with its reason', (title, _, code, reason) => {
    expect(problems.get(title)).toMatchObject({ code, reason: expect.stringMatching(reason) as string });
  });

  it('leaves nothing of what failed', () => {
    expect(kubectl('-n', bench.namespace, 'get', 'sdep,controllerrevisions', '-o', 'name')).toBe('');
  });

  it('shows the traceback of a model that crashes', () => {
    expect(problems.get('a package that it does not have')).toMatchObject({
      detail: expect.stringContaining('ModuleNotFoundError') as string
    });
  });

  it('names the quota that leaves no room', async () => {
    allowPods(bench.namespace, 0);
    try {
      const problem = await bench.deploy({ name: 'broken' }).catch((error: { problem: object }) => error.problem);
      expect(problem).toMatchObject({
        code: 'quota-exceeded',
        reason: expect.stringContaining('exceeded quota: q') as string
      });
    } finally {
      kubectl('-n', bench.namespace, 'delete', 'resourcequota', 'q');
    }
  });

  it('puts the version before back when the new one fails, and its pods answered all the time', async () => {
    const good = await bench.deploy({ image: 'plus1' });
    const answers = new Set<unknown>();
    let asking = true;
    const asked = (async () => {
      while (asking) {
        answers.add(JSON.stringify(await predict(good.endpoint!.predictions, [1, 2])));
      }
    })();
    await expect(bench.deploy({ image: 'crash' })).rejects.toMatchObject({ problem: { code: 'model-load-failed' } });
    asking = false;
    await asked;
    expect([...answers]).toEqual(['[2,3]']);
    expect(await bench.target.status('churn')).toMatchObject({ state: 'running', revision: 1 });
  });

  it('is undone when it is cancelled', async () => {
    const cancel = new AbortController();
    setTimeout(() => cancel.abort(), 5000);
    await expect(bench.deploy({ image: 'endless' }, cancel.signal)).rejects.toThrow();
    expect(await bench.target.status('churn')).toMatchObject({ state: 'running', revision: 1 });
  });

  it("says that Seldon's webhook is away, and does nothing", async () => {
    const cluster = await createKubernetes().connect();
    const [tried] = idleDeployments(1, bench.namespace) as [KubeObject];
    const asked = () => cluster.apply(KINDS.seldonDeployment, tried, { manager: 'test', dryRun: true });
    const back = moveWebhook('https://127.0.0.1:1');
    try {
      // The API server hears of it by a watch of its own.
      await until(() => expect(asked()).rejects.toMatchObject({ problem: { code: 'webhook-unavailable' } }));
      await expect(bench.deploy({ name: 'second' })).rejects.toMatchObject({
        problem: { code: 'webhook-unavailable' }
      });
    } finally {
      moveWebhook(back);
      await until(asked);
    }
  });
});

/** Lets the API server ask somewhere else; gives where it asked before. */
function moveWebhook(url: string): string {
  const configuration = ['validatingwebhookconfiguration', 'seldon-validating-webhook-configuration-seldon-system'];
  const before = kubectl('get', ...configuration, '-o', 'jsonpath={.webhooks[0].clientConfig.url}');
  const patch = [{ op: 'replace', path: '/webhooks/0/clientConfig/url', value: url }];
  kubectl('patch', ...configuration, '--type=json', '-p', JSON.stringify(patch));
  return before;
}
