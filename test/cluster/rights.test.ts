import { createKubernetes } from '../../src/tools/kubernetes/kubernetes';
import { missingRights, permissions } from '../../src/pipeline/targets/kubernetes/permissions';
import { applied, describeCluster, KUBECONFIG, kubeconfigOf, untilAllowed } from './cluster';
import { ClusterBench, predict } from './cluster-bench';

jest.setTimeout(400_000);

/** What the users' page says that a deployment needs, and nothing more. */
const RULES = [
  {
    apiGroups: ['machinelearning.seldon.io'],
    resources: ['seldondeployments'],
    verbs: ['get', 'list', 'watch', 'create', 'patch', 'delete']
  },
  { apiGroups: ['apps'], resources: ['deployments'], verbs: ['list', 'watch'] },
  { apiGroups: [''], resources: ['pods'], verbs: ['list', 'watch'] },
  { apiGroups: ['apps'], resources: ['controllerrevisions'], verbs: ['list', 'create', 'delete'] },
  { apiGroups: [''], resources: ['services/proxy'], verbs: ['get', 'create'] }
];

describeCluster('two people with different rights', () => {
  let bench: ClusterBench;
  beforeAll(async () => {
    bench = await ClusterBench.open('rights');
    await bind(bench.namespace, 'anna', RULES);
  });
  afterEach(() => void (process.env.KUBECONFIG = KUBECONFIG));
  afterAll(() => bench.close());

  it('lets one deploy with only what the documentation lists', async () => {
    process.env.KUBECONFIG = kubeconfigOf('anna');
    const own = await ClusterBench.as(bench);
    expect(await own.deploy({ image: 'plus1' })).toMatchObject({ state: 'running' });
  });

  it('names every right that the other one lacks, before anything is tried', async () => {
    process.env.KUBECONFIG = kubeconfigOf('ben');
    const cluster = await createKubernetes().connect();
    const missing = missingRights(await permissions({ cluster, namespace: bench.namespace }), bench.namespace);
    expect(missing).toMatchObject({
      code: 'cluster-forbidden',
      reason: expect.stringContaining('create seldondeployments') as string
    });
  });

  it('refuses the other one with a sentence', async () => {
    process.env.KUBECONFIG = kubeconfigOf('ben');
    const own = await ClusterBench.as(bench);
    await expect(own.deploy({ name: 'second' })).rejects.toMatchObject({ problem: { code: 'cluster-forbidden' } });
  });

  it('tests through a forwarded port where the proxy of the API server is not allowed', async () => {
    await bind(bench.namespace, 'ben', [
      ...RULES.filter(({ resources }) => !resources.includes('services/proxy')),
      { apiGroups: [''], resources: ['pods/portforward'], verbs: ['create', 'get'] }
    ]);
    process.env.KUBECONFIG = kubeconfigOf('ben');
    const own = await ClusterBench.as(bench);
    const context = own.context(AbortSignal.timeout(300_000));
    const instance = await own.target.startThrowAway(await own.tested({ image: 'plus2' }), context);
    expect(instance.endpoint.url).toMatch(/^http:\/\/127\.0\.0\.1:/);
    expect(await predict(instance.endpoint.predictions, [1, 2])).toEqual([3, 4]);
    await instance.remove();
  });
});

/** Gives a person rights in a namespace. */
async function bind(namespace: string, person: 'anna' | 'ben', rules: object[]): Promise<void> {
  const group = 'rbac.authorization.k8s.io';
  const metadata = { name: person, namespace };
  applied(JSON.stringify({ apiVersion: `${group}/v1`, kind: 'Role', metadata, rules }));
  applied(
    JSON.stringify({
      apiVersion: `${group}/v1`,
      kind: 'RoleBinding',
      metadata,
      subjects: [{ kind: 'User', name: person, apiGroup: group }],
      roleRef: { kind: 'Role', name: person, apiGroup: group }
    })
  );
  await untilAllowed(person, namespace, 'create');
}
