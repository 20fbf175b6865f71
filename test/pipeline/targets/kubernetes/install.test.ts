import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imagesOf } from '../../../../src/pipeline/targets/kubernetes/install/images-of';
import { inOrder } from '../../../../src/pipeline/targets/kubernetes/install/installation';
import { readManifests } from '../../../../src/pipeline/targets/kubernetes/install/manifests';
import { needsSubscription } from '../../../../src/pipeline/targets/kubernetes/install/seldon-versions';

const folder = mkdtempSync(join(tmpdir(), 'deploy-model-manifests-'));
afterAll(() => rmSync(folder, { recursive: true }));
const { signal } = new AbortController();

const read = (files: Record<string, string>) => {
  const from = mkdtempSync(join(folder, 'some-'));
  mkdirSync(from, { recursive: true });
  Object.entries(files).forEach(([name, text]) => writeFileSync(join(from, name), text));
  return readManifests({ version: '1.17.1', from, namespace: 'n', values: [] }, signal);
};
const object = (kind: string, name = 'a') => ({ apiVersion: 'v1', kind, metadata: { name } });

it('applies what others need first, and webhooks when the operator is there', () => {
  const kinds = ['ValidatingWebhookConfiguration', 'Deployment', 'Service', 'ClusterRole', 'CustomResourceDefinition'];
  expect(inOrder([...kinds, 'Namespace'].map(kind => object(kind))).map(({ kind }) => kind)).toEqual([
    'Namespace',
    'CustomResourceDefinition',
    'ClusterRole',
    'Service',
    'Deployment',
    'ValidatingWebhookConfiguration'
  ]);
});

it('reads all manifests of a folder: documents, lists, JSON', async () => {
  const objects = await read({
    'a.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: {name: a, creationTimestamp: null}\n---\n# empty\n---\n',
    'b.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [object('Service', 'b')] }),
    'README.md': 'no manifest'
  });
  expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual(['Secret a', 'Service b']);
});

it("leaves Helm's tests out", async () => {
  const hook = { ...object('Pod'), metadata: { name: 'test', annotations: { 'helm.sh/hook': 'test' } } };
  const files = { 'a.json': JSON.stringify(hook), 'b.json': JSON.stringify(object('Service')) };
  expect(await read(files)).toHaveLength(1);
});

it.each([
  ['what has no name', { 'a.yaml': 'kind: Service\nmetadata: {}' }, 'is no Kubernetes object'],
  ['what is no YAML', { 'a.yaml': '{' }, 'There are no manifests'],
  ['nothing', {}, 'There are no manifests']
])('does not take %s for a manifest', async (_, files, message) => {
  await expect(read(files)).rejects.toThrow(message);
});

it('says that a source is not there', async () => {
  const source = { version: '1.17.1', from: join(folder, 'nowhere'), namespace: 'n', values: [] };
  await expect(readManifests(source, signal)).rejects.toThrow('There is no');
});

it("names the operator's image and the one that it puts into pods", () => {
  const env = [{ name: 'EXECUTOR_CONTAINER_IMAGE_AND_VERSION', value: 'executor:1' }, { name: 'OTHER_IMAGE_NAME' }];
  const spec = { template: { spec: { containers: [{ name: 'manager', image: 'operator:1', env }] } } };
  expect(imagesOf([{ ...object('Deployment'), spec }, object('Service')])).toEqual(['executor:1', 'operator:1']);
});

it('knows which releases need a subscription', () => {
  expect(['1.17.1', '1.18.0', '1.19.0', '1.9.1'].map(needsSubscription)).toEqual([false, true, true, false]);
});
