import { ServiceBench } from '../service/bench';
import { describeCluster, kubectl, until } from './cluster';
import { ClusterBench } from './cluster-bench';

jest.setTimeout(400_000);

describeCluster('two deployments of one name, in two namespaces', () => {
  let bench: ClusterBench;
  let other: ClusterBench;
  let service: ServiceBench;
  beforeAll(async () => {
    // The second one only lends its namespace: both are deployed from one home.
    [bench, other] = [await ClusterBench.open('one'), await ClusterBench.open('two')];
    await bench.deploy({ image: 'plus1' });
    await bench.deploy({ image: 'plus2', namespace: other.namespace });
    service = await ServiceBench.open();
    await service.start({ DEPLOY_MODEL_HOME: bench.folder });
  });
  afterAll(() => Promise.all([service.close(), bench.close(), other.close()]));

  const one = () => ({ name: 'churn', namespace: bench.namespace });
  const two = () => ({ name: 'churn', namespace: other.namespace });
  const listed = async () =>
    (await service.client.listDeployments({})).map(({ name, place, state }) => [name, place?.namespace, state]);
  const answer = async (named: { name: string; namespace: string }) => {
    const { status, answer: text } = await service.client.predict({
      ...named,
      request: '{"data": {"ndarray": [[1, 2]]}}'
    });
    return status === 200 ? (JSON.parse(text) as { data: { ndarray: number[][] } }).data.ndarray[0] : status;
  };

  it('are both in the list, each with its place', async () => {
    // A list waits five seconds for a cluster, and goes without it then.
    await until(async () =>
      expect(await listed()).toEqual([
        ['churn', bench.namespace, 'running'],
        ['churn', other.namespace, 'running']
      ])
    );
  });

  it('are not told apart by the name alone, and the problem names both places', async () => {
    await expect(service.client.getDeployment({ name: 'churn' })).rejects.toMatchObject({
      problem: {
        code: 'deployment-ambiguous',
        reason: expect.stringMatching(`${bench.namespace} on .*, ${other.namespace} on `) as string
      }
    });
  });

  it('each answers for itself', async () => {
    expect([await answer(one()), await answer(two())]).toEqual([
      [2, 3],
      [3, 4]
    ]);
  });

  it('each has its own model, log, numbers and revisions', async () => {
    await bench.deploy({ image: 'plus1' });
    const { client } = service;
    expect((await client.getDeployment(two())).model).toBe('models:/churn/plus2');
    expect((await client.listRevisions(one())).map(({ revision }) => revision)).toEqual([2, 1]);
    expect((await client.listRevisions(two())).map(({ revision }) => revision)).toEqual([1]);
    expect((await client.listVersions(one()))[0]).toMatchObject({ revision: 2, model: 'models:/churn/plus1' });
    expect((await client.getMetrics(two())).requests).toBeGreaterThan(0);
    expect((await client.waitForLog({ ...two(), wait: 5 })).cursor).toMatch(/\.\d+$/);
    expect((await client.getDeploymentUsage(two())).method).toBe('predict');
  });

  it('has tasks of its own', async () => {
    const { id } = await service.client.restartDeployment(two());
    const { place } = await service.client.waitForTask({ id, after: 99, wait: 25 });
    expect(place?.namespace).toBe(other.namespace);
    expect(await service.client.listTasks({ subject: 'churn', namespace: bench.namespace })).toEqual([]);
    await until(async () =>
      expect(await service.client.waitForTask({ id, after: 0, wait: 0 })).toMatchObject({ state: 'finished' })
    );
  });

  it('stops one, and the other goes on', async () => {
    await service.client.stopDeployment(one());
    await until(async () =>
      expect(await listed()).toEqual([
        ['churn', bench.namespace, 'stopped'],
        ['churn', other.namespace, 'running']
      ])
    );
    expect(await answer(two())).toEqual([3, 4]);
    await expect(answer(one())).rejects.toMatchObject({ problem: { code: 'endpoint-unreachable' } });
  });

  it('removes one, and the name alone then means the other', async () => {
    await service.client.removeDeployment(one());
    await until(async () => expect(await listed()).toEqual([['churn', other.namespace, 'running']]));
    expect((await service.client.getDeployment({ name: 'churn' })).place?.namespace).toBe(other.namespace);
    expect(kubectl('-n', other.namespace, 'get', 'sdep', '-o', 'name')).toContain('churn');
  });

  it('forgets one that somebody else has removed from the cluster', async () => {
    kubectl('-n', other.namespace, 'delete', 'sdep', 'churn');
    await until(async () => expect(await listed()).toEqual([['churn', other.namespace, 'lost']]));
    await service.client.removeDeployment(two());
    expect(await listed()).toEqual([]);
    await expect(service.client.removeDeployment(two())).rejects.toMatchObject({
      problem: { code: 'no-such-deployment' }
    });
  });
});
