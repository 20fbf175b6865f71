import type { ClusterReport, Permission } from '../../../../src/contract/kubernetes';
import { ProblemError } from '../../../../src/contract/problem';
import { ClusterSurvey, shortcomingsOf } from '../../../../src/pipeline/targets/kubernetes/survey';
import type { Cluster, Kubernetes } from '../../../../src/tools/kubernetes';

const right = (title: string, change: Partial<Permission> = {}): Permission => ({
  title,
  allowed: true,
  needed: false,
  purpose: 'to test it without an ingress',
  ...change
});

const report = (change: Partial<ClusterReport> = {}): ClusterReport => ({
  context: 'one',
  server: 'https://one.example',
  namespace: 'fraud',
  version: 'v1.34.4',
  seldon: true,
  servers: [],
  ingress: 'http://models.example',
  keda: false,
  permissions: [],
  ...change
});

const told = (change: Partial<ClusterReport>) =>
  shortcomingsOf(report(change)).map(({ code, severity }) => `${severity} ${code}`);

it('finds nothing missing where all is there', () => {
  expect(told({})).toEqual([]);
});

it('takes a missing Seldon Core and missing rights for what stands in the way', () => {
  const permissions = [right('create seldondeployments', { allowed: false, needed: true, purpose: 'to deploy' })];
  expect(told({ seldon: false, permissions })).toEqual(['error seldon-missing', 'error cluster-forbidden']);
});

it('only warns of what merely makes something impossible', () => {
  const permissions = [right('get pods/log', { allowed: false, purpose: 'to show logs' })];
  expect(told({ permissions, ingress: undefined })).toEqual(['warning cluster-forbidden', 'warning route-missing']);
});

it('is content with one of two ways to the same', () => {
  const ways = (proxy: boolean, forward: boolean) => [
    right('get services/proxy', { allowed: proxy }),
    right('create services/proxy', { allowed: proxy }),
    right('create pods/portforward', { allowed: forward })
  ];
  expect(told({ permissions: ways(false, true) })).toEqual([]);
  expect(told({ permissions: ways(true, false) })).toEqual([]);
  expect(told({ permissions: ways(false, false) })).toEqual(['warning cluster-forbidden']);
});

it('wants a way as a whole', () => {
  const permissions = [
    right('get services/proxy'),
    right('create services/proxy', { allowed: false }),
    right('create pods/portforward', { allowed: false })
  ];
  expect(shortcomingsOf(report({ permissions }))[0]?.message).toBe(
    'You may not create services/proxy, create pods/portforward.'
  );
});

/** A cluster of which only the list of namespaces is asked. */
function surveyOf(list: Cluster['list']): ClusterSurvey {
  const kubernetes: Kubernetes = {
    contexts: async () =>
      ['a', 'b', 'c'].map(name => ({ name, server: '', namespace: '', user: 'anna', current: name === 'b' })),
    connect: async () => ({ namespace: 'fraud', list }) as unknown as Cluster
  };
  return new ClusterSurvey({ kubernetes, env: {} });
}

it('names the current context first', async () => {
  const all = await surveyOf(async () => []).contexts();
  expect(all.map(({ name }) => name)).toEqual(['b', 'a', 'c']);
});

it('lists the namespaces by name', async () => {
  const survey = surveyOf(async () => ['b', 'a'].map(name => ({ metadata: { name } })));
  expect(await survey.namespaces(undefined)).toEqual({ names: ['a', 'b'], complete: true });
});

it('knows the context’s own namespace where they may not be listed', async () => {
  const survey = surveyOf(() => Promise.reject(refused('cluster-forbidden')));
  expect(await survey.namespaces(undefined)).toEqual({ names: ['fraud'], complete: false });
});

it('does not take a cluster that is away for one that forbids', async () => {
  const survey = surveyOf(() => Promise.reject(refused('cluster-unreachable')));
  await expect(survey.namespaces(undefined)).rejects.toMatchObject({ problem: { code: 'cluster-unreachable' } });
});

function refused(code: 'cluster-forbidden' | 'cluster-unreachable'): ProblemError {
  return new ProblemError({ code, message: 'No.', suggestion: 'Ask.' });
}
