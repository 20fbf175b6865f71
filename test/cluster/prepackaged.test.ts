import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applied, describeCluster, kubectl, until } from './cluster';
import { ClusterBench, predict } from './cluster-bench';
import { ModelStore } from './model-store';

jest.setTimeout(400_000);

const KEY = 'the key of the bucket';

describeCluster('a model that a prepackaged server loads', () => {
  const folder = mkdtempSync(join(tmpdir(), 'deploy-model-store-'));
  let bench: ClusterBench;
  let store: ModelStore;
  beforeAll(async () => {
    bench = await ClusterBench.open('prepackaged');
    store = await ModelStore.open(folder, { key: KEY });
    await store.put('double', { scale: 2, columns: 2 });
    await store.put('plus7', { add: 7, columns: 2 });
    applied(`
apiVersion: v1
kind: Secret
metadata: {name: bucket, namespace: ${bench.namespace}}
stringData: {AWS_ACCESS_KEY_ID: "${KEY}", AWS_ENDPOINT: "${store.address}"}
`);
  });
  afterAll(async () => {
    store.close();
    await bench.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const from = (name: string) => ({ server: 'MLFLOW_SERVER', modelUri: `http://${store.address}/${name}` });
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

  it('is refused before any work when the cluster does not have that server, with those that it has', async () => {
    const input = await bench.tested({ server: 'TRITON_SERVER' });
    const problems = await bench.target.check(input, bench.context(AbortSignal.timeout(20_000)));
    expect(problems).toMatchObject([
      {
        code: 'manifest-invalid',
        message: expect.stringContaining('--server') as string,
        reason: expect.stringContaining('MLFLOW_SERVER') as string
      }
    ]);
  });

  it('is fetched by its pod, and answers', async () => {
    const deployment = await bench.deploy({ served: from('double') });
    expect(deployment).toMatchObject({ state: 'running', revision: 1 });
    expect(await predict(deployment.endpoint!.predictions, [1, 2.5])).toEqual([2, 5]);
    expect(store.asked).toContain('/double/MLmodel');
  });

  it('gives way to a canary with an image, and has its share', async () => {
    const deployment = await bench.deploy({ image: 'plus1', rollout: 'canary', percent: 30 });
    expect(deployment.versions).toMatchObject([
      { revision: 1, traffic: 70 },
      { revision: 2, traffic: 30 }
    ]);
    await bench.target.operations.promote('churn', bench.watching());
    expect(await predict(deployment.endpoint!.predictions, [1, 2])).toEqual([2, 3]);
  });

  it('is a canary beside an image itself', async () => {
    const deployment = await bench.deploy({ served: from('plus7'), rollout: 'canary', percent: 50 });
    expect(deployment.versions).toMatchObject([
      { revision: 2, traffic: 50 },
      { revision: 3, traffic: 50 }
    ]);
    const answers = new Set<string>();
    for (let tries = 0; tries < 60 && answers.size < 2; tries++) {
      answers.add(JSON.stringify(await predict(deployment.endpoint!.predictions, [1, 2])));
    }
    expect([...answers].sort()).toEqual(['[2,3]', '[8,9]']);
    await bench.target.operations.discard('churn', bench.watching());
  });

  it('comes back as it was when it is rolled back to', async () => {
    await bench.target.operations.rollback('churn', 1, bench.watching());
    const deployment = (await bench.target.status('churn'))!;
    expect(deployment.revision).toBe(4);
    expect(await predict(deployment.endpoint!.predictions, [1, 2])).toEqual([2, 4]);
  });

  it('is among the revisions without an image, and its difference to one says where it is fetched', async () => {
    const revisions = await bench.target.operations.revisions('churn');
    expect(revisions.map(({ revision, image }) => [revision, image])).toEqual([
      [4, undefined],
      [3, undefined],
      [2, 'localhost/unit:plus1'],
      [1, undefined]
    ]);
    const lines = await bench.target.operations.diff('churn', 2, 4);
    expect(lines.filter(({ kind }) => kind === 'added').map(({ text }) => text.trim())).toEqual(
      expect.arrayContaining(['implementation: MLFLOW_SERVER', `modelUri: ${from('double').modelUri}`])
    );
  });

  it('is fetched with the secret of its storage', async () => {
    const served = { server: 'MLFLOW_SERVER', modelUri: 's3://bucket/plus7', secret: 'bucket' };
    const { endpoint } = await bench.deploy({ name: 'secretive', served });
    expect(await predict(endpoint!.predictions, [1, 2])).toEqual([8, 9]);
  });

  it('that may not be fetched has failed with what the storage said, and what ran before runs on', async () => {
    const served = { server: 'MLFLOW_SERVER', modelUri: 's3://bucket/plus7' };
    await expect(bench.deploy({ served, deadline: 90 })).rejects.toMatchObject({
      problem: {
        code: 'artifacts-unreachable',
        reason: expect.stringContaining('NoCredentialProviders') as string,
        suggestion: expect.stringContaining('--model-secret') as string
      }
    });
    const { endpoint, revision } = (await bench.target.status('churn'))!;
    expect(revision).toBe(4);
    expect(await predict(endpoint!.predictions, [1, 2])).toEqual([2, 4]);
  });

  it('leaves nothing behind when it is removed', async () => {
    await bench.target.remove('secretive');
    const left = () => kubectl('-n', bench.namespace, 'get', 'deployments', '-o', 'name');
    expect(await bench.target.status('secretive')).toBeUndefined();
    // What it owned goes by Kubernetes' own garbage collector, which works on after the answer.
    await until(() => expect(left()).not.toContain('secretive-main'));
  });
});
