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

/** What is deployed in this place. Lists need no more of a target. */
async function listIn(place: KubernetesTargetParts['place']) {
  const home = homeOf({ DEPLOY_MODEL_HOME: join(folder, 'home') });
  const parts = { home, kubernetes: createKubernetes(), env: {}, place };
  const target = createKubernetesTarget(parts as unknown as KubernetesTargetParts);
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

it('tells of a cluster that does not answer when one of its places was named', async () => {
  await expect(listIn({ namespace: 'risk' })).rejects.toMatchObject({
    problem: { code: 'cluster-unreachable' }
  });
});
