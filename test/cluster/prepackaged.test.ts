import { describeCluster } from './cluster';
import { ClusterBench } from './cluster-bench';

jest.setTimeout(60_000);

describeCluster('a model that a prepackaged server loads', () => {
  let bench: ClusterBench;
  beforeAll(async () => (bench = await ClusterBench.open('prepackaged')));
  afterAll(() => bench.close());

  const manifestFor = async (server: string) => {
    const { request } = await bench.tested({});
    const model = { name: 'churn', server, modelUri: 's3://models/churn', secret: 's3-login', request };
    return bench.target.operations.prepackaged(model, { ask: true });
  };

  it('has a manifest that the cluster takes', async () => {
    const { spec } = await manifestFor('MLFLOW_SERVER');
    expect(spec!.predictors[0]!.graph).toMatchObject({
      implementation: 'MLFLOW_SERVER',
      modelUri: 's3://models/churn',
      envSecretRefName: 's3-login'
    });
  });

  it('is refused by name when the cluster does not have that server', async () => {
    await expect(manifestFor('TRITON_SERVER')).rejects.toMatchObject({
      problem: { code: 'manifest-invalid', message: expect.stringContaining('TRITON_SERVER') as string }
    });
  });
});
