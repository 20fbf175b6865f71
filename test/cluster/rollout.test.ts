import { describeCluster, kubectl, until } from './cluster';
import { askedWhile, ClusterBench, predict } from './cluster-bench';

jest.setTimeout(400_000);

describeCluster('two versions on a real cluster', () => {
  let bench: ClusterBench;
  let address: string;
  beforeAll(async () => {
    bench = await ClusterBench.open('rollout');
    address = (await bench.deploy({ image: 'plus1' })).endpoint!.predictions;
  });
  afterAll(() => bench.close());

  /** How many of so many answers are the new version's. */
  const shareOfNew = async (requests: number) => {
    const answers = [];
    for (let i = 0; i < requests; i++) {
      answers.push(await predict(address, [1, 2]));
    }
    return answers.filter(answer => JSON.stringify(answer) === '[3,4]').length / requests;
  };
  const operations = () => bench.target.operations;

  it('gives a canary its share of the requests', async () => {
    const deployment = await bench.deploy({ image: 'plus2', rollout: 'canary', percent: 25 });
    expect(deployment.versions).toMatchObject([
      { revision: 1, traffic: 75, ready: 1 },
      { revision: 2, traffic: 25, ready: 1 }
    ]);
    const share = await shareOfNew(400);
    expect(share).toBeGreaterThan(0.15);
    expect(share).toBeLessThan(0.35);
  });

  it('shifts the share', async () => {
    expect(await operations().traffic('churn', { revision: 2, percent: 60 }, bench.watching())).toBe(true);
    expect(await shareOfNew(400)).toBeGreaterThan(0.48);
  });

  it('does not replace both with a third version', async () => {
    await expect(bench.deploy({ image: '1' })).rejects.toMatchObject({ problem: { code: 'deployment-busy' } });
  });

  it('discards the new version without losing a request', async () => {
    expect((await askedWhile(address, () => discard())).lost).toEqual([]);
    expect(await shareOfNew(20)).toBe(0);
    expect((await bench.target.status('churn'))!.versions).toMatchObject([{ revision: 1, traffic: 100 }]);
  });

  it('promotes the new version without losing a request', async () => {
    await bench.deploy({ image: 'plus2', rollout: 'ab-test', percent: 50 });
    const { lost } = await askedWhile(address, () => operations().promote('churn', bench.watching()));
    expect(lost).toEqual([]);
    expect(await shareOfNew(20)).toBe(1);
    expect((await bench.target.status('churn'))!.versions).toMatchObject([{ revision: 3, traffic: 100 }]);
  });

  it('answers from the running version alone while a shadow gets copies', async () => {
    await bench.deploy({ image: 'plus1', rollout: 'shadow', percent: 100 });
    const pods = kubectl('-n', bench.namespace, 'get', 'pods', '-l', 'seldon.io/shadow=true', '-o', 'name').trim();
    const path = `/api/v1/namespaces/${bench.namespace}/pods/${pods.replace('pod/', '')}:8000/proxy/prometheus`;
    const copies = () => Number(/_count\{.*\} (\d+)/.exec(kubectl('get', '--raw', path))![1]);
    // Nobody waits for a copy: the first ones may be lost while the Service is new to the node, the last ones be under way.
    await until(async () => {
      const before = copies();
      expect(await shareOfNew(20)).toBe(1);
      expect(copies() - before).toBeGreaterThan(15);
    });
    await discard();
  });

  it('takes away a canary that does not start, and the running version keeps all requests', async () => {
    await expect(bench.deploy({ image: 'crash', rollout: 'canary' })).rejects.toMatchObject({
      problem: { code: 'model-load-failed' }
    });
    expect(await shareOfNew(20)).toBe(1);
    expect((await bench.target.status('churn'))!.versions).toHaveLength(1);
  });

  async function discard(): Promise<void> {
    await operations().discard('churn', bench.watching());
  }
});
