import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKubernetesTarget, type KubernetesTargetParts } from '../../../../src/pipeline/targets/kubernetes';
import { homeOf } from '../../../../src/tools/home';
import { createKubernetes } from '../../../../src/tools/kubernetes/kubernetes';

const folder = mkdtempSync(join(tmpdir(), 'deploy-model-named-place-'));
const before = process.env.KUBECONFIG;

beforeAll(() => {
  // Nothing listens there.
  const one = { name: 'one', cluster: { server: 'http://127.0.0.1:9' } };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [one],
    users: [{ name: 'one', user: {} }],
    contexts: [{ name: 'one', context: { cluster: 'one', user: 'one', namespace: 'fraud' } }],
    'current-context': 'one'
  };
  process.env.KUBECONFIG = join(folder, 'config');
  writeFileSync(process.env.KUBECONFIG, JSON.stringify(config));
});
afterAll(() => {
  if (before === undefined) {
    delete process.env.KUBECONFIG;
  } else {
    process.env.KUBECONFIG = before;
  }
  rmSync(folder, { recursive: true });
});

/** Looking for deployments needs no more of a target. */
function targetIn(place: KubernetesTargetParts['place']) {
  const home = homeOf({ DEPLOY_MODEL_HOME: join(folder, 'home') });
  const parts = { home, kubernetes: createKubernetes(), env: {}, place };
  return createKubernetesTarget(parts as unknown as KubernetesTargetParts);
}

/** What is deployed in this place. */
async function listIn(place: KubernetesTargetParts['place']) {
  const target = targetIn(place);
  try {
    return await target.list();
  } finally {
    target.close();
  }
}

it('lists nothing where a cluster that nobody named does not answer', async () => {
  const nameless = [undefined, { context: undefined, namespace: undefined }];
  expect(await Promise.all(nameless.map(listIn))).toEqual([[], []]);
});

it('tells of a context that was named and is not there', async () => {
  await expect(listIn({ context: 'two' })).rejects.toMatchObject({
    problem: { code: 'cluster-missing', message: 'There is no cluster two.' }
  });
});

it('does not know a name, and says that there is no cluster to know it', async () => {
  const config = process.env.KUBECONFIG!;
  process.env.KUBECONFIG = join(folder, 'empty');
  writeFileSync(process.env.KUBECONFIG, JSON.stringify({ apiVersion: 'v1', kind: 'Config', contexts: [] }));
  try {
    await expect(targetIn(undefined).stop('churn')).rejects.toMatchObject({
      problem: { code: 'no-such-deployment', reason: expect.stringContaining('no cluster is configured') as string }
    });
    await expect(targetIn({ namespace: 'risk' }).stop('churn')).rejects.toMatchObject({
      problem: { code: 'cluster-missing' }
    });
  } finally {
    process.env.KUBECONFIG = config;
  }
});

it('tells of a cluster that does not answer when one of its places was named', async () => {
  await expect(listIn({ namespace: 'risk' })).rejects.toMatchObject({
    problem: { code: 'cluster-unreachable' }
  });
});
