import { rm } from 'node:fs/promises';
import { createKubernetes } from '../../src/tools/kubernetes/kubernetes';
import { collectedMetrics } from '../../src/pipeline/targets/kubernetes/prometheus';
import { applied, describeCluster, KUBECONFIG, kubeconfigOf, kubectl, until, untilAllowed } from './cluster';
import { ClusterBench, predict } from './cluster-bench';
import { startPrometheus } from './prometheus-server';

jest.setTimeout(400_000);

const GROUP = 'rbac.authorization.k8s.io';
const ASKED = 7;
/** What seeing a deployment needs; pods may be listed, not asked. */
const SEES = [
  { apiGroups: ['machinelearning.seldon.io'], resources: ['seldondeployments'], verbs: ['get', 'list', 'watch'] },
  { apiGroups: ['apps'], resources: ['deployments', 'controllerrevisions'], verbs: ['list', 'watch'] },
  { apiGroups: [''], resources: ['pods', 'events'], verbs: ['list', 'watch'] }
];
/** What finding a Prometheus needs, and asking it through the API server. */
const ASKS = [{ apiGroups: [''], resources: ['services', 'services/proxy'], verbs: ['get', 'list'] }];

describeCluster('the numbers of versions whose pods may not be asked', () => {
  let bench: ClusterBench;
  /** Of a person who may not ask the pods. */
  let hers: ClusterBench;
  let prometheus: string;

  beforeAll(async () => {
    bench = await ClusterBench.open('collected');
    const { endpoint } = await bench.deploy({ image: 'plus1' });
    const pods = kubectl('-n', bench.namespace, 'get', 'pods', '-o', 'jsonpath={.items[*].status.podIP}');
    for (let i = 0; i < ASKED; i++) {
      await predict(endpoint!.predictions, [1, 2]);
    }
    prometheus = startPrometheus(pods.split(' '), bench.namespace);
    allow('anna', bench.namespace, SEES);
    await untilAllowed('anna', bench.namespace, 'watch');
    hers = await ClusterBench.as(bench);
  });
  afterEach(() => void (process.env.KUBECONFIG = KUBECONFIG));
  afterAll(async () => {
    hers.target.close();
    await rm(hers.folder, { recursive: true, force: true });
    kubectl('delete', 'clusterrolebinding', 'collected', '--ignore-not-found');
    await bench.close();
  });

  it('are refused, with why, where none may be found', async () => {
    expect(await versions()).toMatchObject([{ revision: 1, problem: { code: 'cluster-forbidden' } }]);
  });

  it('are what the Prometheus has collected that is named', async () => {
    const cluster = await createKubernetes().connect();
    const place = { cluster, namespace: bench.namespace, name: 'churn' };
    const asking = { env: { DEPLOY_MODEL_PROMETHEUS: `${prometheus}/` }, signal: AbortSignal.timeout(300_000) };
    const own = await counted();
    // It knows nothing of them for a moment when it could not ask them in time.
    let collected: Awaited<ReturnType<typeof collectedMetrics>>;
    await until(async () => {
      collected = await collectedMetrics(place, 1, asking);
      expect(collected).toMatchObject({ requests: own.requests });
    });

    expect(own.requests).toBeGreaterThanOrEqual(ASKED);
    expect(collected).toMatchObject({ errors: own.errors, latency: own.latency });
    // It has nothing of another version, deployment or namespace.
    expect(await collectedMetrics(place, 2, asking)).toBeUndefined();
    expect(await collectedMetrics({ ...place, name: 'chur' }, 1, asking)).toBeUndefined();
    expect(await collectedMetrics({ ...place, namespace: 'default' }, 1, asking)).toBeUndefined();
  });

  it('are found through its Service, by the proxy of the API server', async () => {
    allow('anna', undefined, ASKS);

    const { requests, latency } = await counted();
    await until(async () =>
      expect(await versions()).toMatchObject([{ revision: 1, collected: true, metrics: { requests, latency } }])
    );
  });

  /** As the pods themselves tell them. */
  async function counted() {
    const [version] = await bench.target.operations.versions('churn', AbortSignal.timeout(30_000));
    expect(version!.collected).toBeUndefined();
    return version!.metrics!;
  }

  function versions() {
    process.env.KUBECONFIG = kubeconfigOf('anna');
    return hers.target.at({ namespace: bench.namespace }).operations.versions('churn', AbortSignal.timeout(30_000));
  }
});

/** Gives a person rights: in a namespace, or everywhere. */
function allow(person: string, namespace: string | undefined, rules: object[]): void {
  const kind = namespace === undefined ? 'ClusterRole' : 'Role';
  const metadata = { name: 'collected', namespace };
  const subjects = [{ kind: 'User', name: person, apiGroup: GROUP }];
  const roleRef = { kind, name: 'collected', apiGroup: GROUP };
  applied(JSON.stringify({ apiVersion: `${GROUP}/v1`, kind, metadata, rules }));
  applied(JSON.stringify({ apiVersion: `${GROUP}/v1`, kind: `${kind}Binding`, metadata, subjects, roleRef }));
}
