import { describeCluster, kubectl } from './cluster';
import { ClusterBench } from './cluster-bench';

jest.setTimeout(400_000);

const TRIGGER = { type: 'cron', metadata: { start: '0 8 * * *', end: '0 20 * * *', desiredReplicas: '3' } };

describeCluster('copies that come and go by themselves', () => {
  let bench: ClusterBench;
  beforeAll(async () => (bench = await ClusterBench.open('scaling')));
  afterAll(() => bench.close());

  const get = (kind: string, path: string) =>
    kubectl('-n', bench.namespace, 'get', kind, 'churn-main-0-model', '-o', `jsonpath=${path}`);

  it('have their bounds and their load from what is asked for, and one at a time may be taken away', async () => {
    await bench.deploy({ image: '1', replicas: 2, maxReplicas: 4, targetCpu: 70 });
    const bounds = '{.spec.minReplicas} {.spec.maxReplicas} {.spec.metrics[0].resource.target.averageUtilization}';
    expect(get('hpa', bounds)).toBe('2 4 70');
    expect(get('pdb', '{.spec.maxUnavailable}')).toBe('1');
  });

  it('cannot come by triggers of KEDA where there is none: that is said before anything is built', async () => {
    const input = await bench.tested({ kedaTriggers: [TRIGGER], maxReplicas: 4 });
    const problems = await bench.target.check(input, bench.context(AbortSignal.timeout(20_000)));
    expect(problems).toMatchObject([{ code: 'manifest-invalid', message: expect.stringContaining('KEDA') as string }]);
  });

  it('come by triggers that the cluster takes into its SeldonDeployment', async () => {
    const input = await bench.tested({ kedaTriggers: [TRIGGER], maxReplicas: 4 });
    const manifest = await bench.target.operations.manifest(input, { name: 'churn', workdir: '/runs/1', ask: true });
    expect(manifest.spec!.predictors[0]!.componentSpecs).toMatchObject([
      { kedaSpec: { minReplicaCount: 1, maxReplicaCount: 4, triggers: [TRIGGER] } }
    ]);
  });
});
