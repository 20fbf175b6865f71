import { describeCluster, kubectl } from './cluster';
import { ClusterBench, predict } from './cluster-bench';

jest.setTimeout(400_000);

describeCluster('deployments of others, in their own namespaces', () => {
  let theirs: ClusterBench;
  let ours: ClusterBench;
  beforeAll(async () => {
    [theirs, ours] = [await ClusterBench.open('theirs'), await ClusterBench.open('ours')];
    await Promise.all([theirs.deploy({ image: 'plus1' }), ours.deploy({ image: '1' })]);
  });
  afterAll(() => Promise.all([theirs.close(), ours.close()]));

  const there = () => ours.target.at({ namespace: theirs.namespace });

  it('are found by their namespace, while the name alone still means our own', async () => {
    expect(await there().status('churn')).toMatchObject({ model: 'models:/churn/plus1', state: 'running' });
    expect(await ours.target.status('churn')).toMatchObject({ model: 'models:/churn/1', state: 'running' });
  });

  it('are the only ones in the list of that place', async () => {
    const list = await there().list();
    expect(list).toMatchObject([{ model: 'models:/churn/plus1', place: { namespace: theirs.namespace } }]);
  });

  it('are scaled, and their second version is given its share and promoted', async () => {
    await theirs.deploy({ image: 'plus2', rollout: 'canary', percent: 10 });
    const { operations } = there();
    expect(await operations.traffic('churn', { revision: 2, percent: 50 }, ours.watching())).toBe(true);
    await operations.promote('churn', ours.watching());
    await operations.scale('churn', 2, ours.watching());
    const now = (await theirs.target.status('churn'))!;
    expect(now.versions).toMatchObject([{ revision: 2, traffic: 100, ready: 2 }]);
    expect(await predict(now.endpoint!.predictions, [1, 2])).toEqual([3, 4]);
  });

  it('are named with their place in the commands that a refusal suggests', async () => {
    const { operations } = there();
    await expect(operations.diff('churn', 1, 99)).rejects.toMatchObject({
      problem: {
        code: 'no-such-revision',
        suggestion: expect.stringContaining(`revisions churn --namespace ${theirs.namespace} --context test`) as string
      }
    });
  });

  it('have revisions that are read and brought back', async () => {
    const { operations } = there();
    expect(await operations.revisions('churn')).toMatchObject([{ revision: 2, current: true }, { revision: 1 }]);
    await operations.rollback('churn', 1, ours.watching());
    expect(await theirs.target.status('churn')).toMatchObject({ revision: 3, model: 'models:/churn/plus1' });
  });

  it('say that nothing is known here of what they are made of', async () => {
    await expect(there().subject('churn')).rejects.toMatchObject({ problem: { code: 'no-such-deployment' } });
  });

  it('are removed, and ours with the same name runs on and is still known here', async () => {
    await there().remove('churn');
    expect(await theirs.target.status('churn')).toBeUndefined();
    expect(await ours.target.status('churn')).toMatchObject({ state: 'running' });
    expect(await ours.target.subject('churn')).toMatchObject({ build: { target: 'kubernetes' } });
  });

  it('are told from none at all', async () => {
    expect(await ours.target.at({ namespace: 'nobody' }).status('churn')).toBeUndefined();
    await expect(ours.target.at({ namespace: 'nobody' }).stop('churn')).rejects.toMatchObject({
      problem: { code: 'no-such-deployment' }
    });
  });

  it('are not looked for on another cluster than the one that is named', async () => {
    await expect(ours.target.at({ context: 'nowhere' }).status('churn')).rejects.toMatchObject({
      problem: { code: 'cluster-missing' }
    });
    expect(kubectl('-n', ours.namespace, 'get', 'sdep', '-o', 'name')).toContain('churn');
  });
});
