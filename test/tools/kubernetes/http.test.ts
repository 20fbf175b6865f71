import type { Cluster, KubeObject } from '../../../src/tools/kubernetes';
import { createKubernetes } from '../../../src/tools/kubernetes/kubernetes';
import { KINDS } from '../../../src/tools/kubernetes/kinds';
import { KubeApi } from '../../fakes/kube-api';

let api: KubeApi;
let cluster: Cluster;
const pod: KubeObject = { metadata: { name: 'one', namespace: 'team' } };

beforeEach(async () => {
  api = await KubeApi.start();
  process.env.KUBECONFIG = api.kubeconfig().path;
  cluster = await createKubernetes().connect();
});
afterEach(() => api.stop());

it('knows the context, its namespace and its server', () => {
  expect(cluster).toMatchObject({ context: 'fake', namespace: 'team', inside: false });
});

it('applies again when the API server is busy for a moment', async () => {
  api.failures.push({ status: 503, body: {} }, { status: 429, body: {} });
  await cluster.apply(KINDS.pod, pod, { manager: 'deploy-model' });
  expect(api.requests.map(({ method }) => method)).toEqual(['PATCH', 'PATCH', 'PATCH']);
});

it('does not create twice what may have been created', async () => {
  api.failures.push({ status: 503, body: { message: 'later' } });
  await expect(cluster.create(KINDS.pod, pod)).rejects.toMatchObject({ problem: { code: 'cluster-refused' } });
  expect(api.requests).toHaveLength(1);
});

it('asks for its own field manager and for strict fields', async () => {
  await cluster.apply(KINDS.pod, pod, { manager: 'deploy-model', dryRun: true });
  expect(api.requests[0]!.url).toMatch(/fieldManager=deploy-model&force=false&fieldValidation=Strict&dryRun=All/);
});

it('names the fields of a conflict and who manages them', async () => {
  const causes = [{ reason: 'FieldManagerConflict', field: '.spec.replicas', message: 'conflict with "kubectl-edit"' }];
  api.failures.push({ status: 409, body: { reason: 'Conflict', message: 'Apply failed', details: { causes } } });
  await expect(cluster.apply(KINDS.pod, pod, { manager: 'deploy-model' })).rejects.toMatchObject({
    problem: { code: 'apply-conflict', reason: 'Managed by others: spec.replicas (conflict with "kubectl-edit").' }
  });
});

it.each([
  [403, { message: 'seldondeployments is forbidden: User "anna" cannot create' }, 'cluster-forbidden'],
  [403, { message: 'pods "x" is forbidden: exceeded quota: q' }, 'quota-exceeded'],
  [400, { message: 'strict decoding error: unknown field "spec.colour"' }, 'manifest-invalid'],
  [
    500,
    { message: 'Internal error occurred: failed calling webhook "v1.vseldondeployment.kb.io"' },
    'webhook-unavailable'
  ]
])('reads a %s with %j as %s', async (status, body, code) => {
  api.failures.push({ status, body });
  await expect(cluster.apply(KINDS.pod, pod, { manager: 'deploy-model' })).rejects.toMatchObject({ problem: { code } });
});

it('says that a login is no longer good, after it has read it anew', async () => {
  api.accepts = 'another';
  await expect(cluster.list(KINDS.pod, {})).rejects.toMatchObject({ problem: { code: 'cluster-unauthorised' } });
  expect(api.requests).toHaveLength(2);
});

it('sends the next request whole after one that deletes', async () => {
  await cluster.remove(KINDS.pod, 'one', 'team');
  await cluster.list(KINDS.pod, { namespace: 'team' });
  expect(api.requests.map(({ method }) => method)).toEqual(['DELETE', 'GET']);
});

it('shows no token in what it says about a failure', async () => {
  api.failures.push({ status: 400, body: { message: 'bad header Authorization: Bearer abcdef0123456789' } });
  const error = await cluster
    .list(KINDS.pod, {})
    .catch((thrown: { problem: object }) => JSON.stringify(thrown.problem));
  expect(error).not.toContain('abcdef0123456789');
});

it('says which contexts there are when one is not', async () => {
  await expect(createKubernetes().connect('other')).rejects.toMatchObject({
    problem: { code: 'cluster-missing', reason: 'The kubeconfig has fake.' }
  });
});
