import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppliedObject } from '../../src/contract/seldon-installation';
import { installSeldon } from '../../src/pipeline/targets/kubernetes/install/install-seldon';
import { createKubernetes } from '../../src/tools/kubernetes/kubernetes';
import { describeCluster, KUBECONFIG, kubeconfigOf, kubectl } from './cluster';
import { operatorManifests } from './operator-manifests';

jest.setTimeout(400_000);
const LABEL = 'deploy-model.io/installed=seldon-core';

describeCluster('installing an operator into a real cluster', () => {
  const name = `operator-${Date.now().toString(36)}`;
  const folder = mkdtempSync(join(tmpdir(), 'deploy-model-install-'));
  afterEach(() => void (process.env.KUBECONFIG = KUBECONFIG));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    const kinds = 'validatingwebhookconfigurations,clusterrolebindings,clusterroles,customresourcedefinitions';
    kubectl('delete', kinds, '-l', LABEL, '--wait=false');
    kubectl('delete', 'namespace', name, '--ignore-not-found', '--wait=false');
  });

  /** Each time as a chart writes it: with a new certificate. */
  const install = async ({ dryRun = false, image = 'localhost/unit:1' } = {}) => {
    const from = join(folder, 'operator.yaml');
    writeFileSync(from, operatorManifests(name, { image }));
    const told: AppliedObject[] = [];
    const watching = {
      onObject: (object: AppliedObject) => void told.push(object),
      signal: AbortSignal.timeout(300_000)
    };
    const request = { version: '1.17.1', from, namespace: name, values: [], dryRun };
    const installation = await installSeldon(await createKubernetes().connect(), request, watching);
    expect(installation.objects).toEqual(told);
    return installation;
  };
  const ours = () => kubectl('get', 'clusterroles,customresourcedefinitions,namespaces', '-l', LABEL, '-o', 'name');

  it('says what it would do, and does nothing', async () => {
    const { objects, images } = await install({ dryRun: true });
    expect(objects.map(({ kind, change }) => `${change} ${kind}`)).toEqual(
      [
        'Namespace',
        'CustomResourceDefinition',
        'ServiceAccount',
        'ClusterRole',
        'Secret',
        'ClusterRoleBinding',
        'Service',
        'Deployment',
        'ValidatingWebhookConfiguration'
      ].map(kind => `created ${kind}`)
    );
    expect(images).toEqual(['localhost/engine:1', 'localhost/unit:1']);
    expect(ours()).toBe('');
  });

  it('tells an administrator what keeps the operator from starting', async () => {
    await expect(install({ image: 'localhost/unit:nowhere' })).rejects.toMatchObject({
      problem: { code: 'image-pull-failed' }
    });
  });

  it('goes on where it stopped, and ends when the operator runs', async () => {
    const { objects } = await install();
    expect(objects.filter(({ change }) => change === 'changed').map(({ kind }) => kind)).toEqual(['Deployment']);
    const ready = ['-o', 'jsonpath={.status.availableReplicas}'];
    expect(kubectl('-n', name, 'get', 'deployment', 'manager', ...ready)).toBe('1');
  });

  it('changes nothing the second time, not even a certificate that is made anew each time', async () => {
    const { objects } = await install();
    expect(objects.filter(({ change }) => change !== 'same')).toEqual([]);
    const trusted = ['-o', 'jsonpath={.webhooks[0].clientConfig.caBundle}'];
    const authority = ['-o', 'jsonpath={.data.ca\\.crt}'];
    expect(kubectl('get', 'validatingwebhookconfigurations', name, ...trusted)).toBe(
      kubectl('-n', name, 'get', 'secret', 'serving-cert', ...authority)
    );
  });

  it('does nothing for who is no administrator, and names what is missing', async () => {
    process.env.KUBECONFIG = kubeconfigOf('ben');
    await expect(install()).rejects.toMatchObject({
      problem: {
        code: 'cluster-forbidden',
        reason: expect.stringContaining('create customresourcedefinitions') as string
      }
    });
  });

  it('does not take a file for manifests that has none', async () => {
    const from = join(folder, 'empty.yaml');
    writeFileSync(from, '# nothing\n');
    const request = { version: '1.17.1', from, namespace: name, values: [], dryRun: true };
    const watching = { onObject() {}, signal: AbortSignal.timeout(10_000) };
    await expect(installSeldon(await createKubernetes().connect(), request, watching)).rejects.toThrow(
      'There are no manifests'
    );
  });
});
