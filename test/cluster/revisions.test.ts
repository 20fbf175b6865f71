import { describeCluster, kubectl } from './cluster';
import { ClusterBench, predict } from './cluster-bench';

jest.setTimeout(400_000);

describeCluster('revisions in a real cluster', () => {
  let bench: ClusterBench;
  beforeAll(async () => {
    bench = await ClusterBench.open('revisions');
    await bench.deploy({ image: 'plus1' });
    await bench.deploy({ image: 'plus2' });
  });
  afterAll(() => bench.close());

  const operations = () => bench.target.operations;

  it('says who deployed what, newest first', async () => {
    expect(await operations().revisions('churn')).toMatchObject([
      { revision: 2, current: true, image: 'localhost/unit:plus2', owner: 'anna', verdict: 'All 7 cases passed.' },
      { revision: 1, current: false, image: 'localhost/unit:plus1' }
    ]);
  });

  it('says what changed', async () => {
    const changed = (await operations().diff('churn', 1, 2)).filter(({ kind }) => kind !== 'same');
    expect(changed.map(({ text }) => text.trim())).toEqual(
      expect.arrayContaining(['image: localhost/unit:plus1', 'image: localhost/unit:plus2'])
    );
  });

  it('brings a revision back as a new one', async () => {
    await operations().rollback('churn', 1, bench.watching());
    const deployment = (await bench.target.status('churn'))!;
    expect(deployment).toMatchObject({ state: 'running', revision: 3, model: 'models:/churn/plus1' });
    expect(await predict(deployment.endpoint!.predictions, [1, 2])).toEqual([2, 3]);
  });

  it('does not know a revision that never was', async () => {
    await expect(operations().rollback('churn', 9, bench.watching())).rejects.toMatchObject({
      problem: { code: 'no-such-revision' }
    });
  });

  it('tells what somebody else changed, and leaves theirs', async () => {
    const patch = [{ op: 'replace', path: '/spec/predictors/0/replicas', value: 2 }];
    kubectl('-n', bench.namespace, 'patch', 'sdep', 'churn', '--type=json', '-p', JSON.stringify(patch));
    await expect(bench.deploy({ image: 'plus2' })).rejects.toMatchObject({
      problem: { code: 'apply-conflict', reason: expect.stringContaining('spec.predictors') as string }
    });
    const replicas = ['-o', 'jsonpath={.spec.predictors[0].replicas}'];
    expect(kubectl('-n', bench.namespace, 'get', 'sdep', 'churn', ...replicas)).toBe('2');
  });

  it('takes over when asked to', async () => {
    expect(await bench.deploy({ image: 'plus2', takeOver: true })).toMatchObject({ state: 'running', revision: 4 });
  });
});
