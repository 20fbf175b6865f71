import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RolloutRule } from '../../src/contract/rollout-rule';
import { describeCluster, KUBECONFIG, kubectl } from './cluster';
import { askedWhile, ClusterBench, predict } from './cluster-bench';

jest.setTimeout(400_000);

describeCluster('a rule that decides about a new version', () => {
  let bench: ClusterBench;
  let address: string;
  beforeAll(async () => {
    bench = await ClusterBench.open('rules');
    address = (await bench.deploy({ image: 'plus1' })).endpoint!.predictions;
  });
  afterEach(() => void (process.env.KUBECONFIG = KUBECONFIG));
  afterAll(() => bench.close());

  const decide = (rule?: Partial<RolloutRule>, own = bench, signal = AbortSignal.timeout(300_000)) =>
    own.target.operations.decide('churn', rule && RolloutRule.parse(rule), { ...own.watching(), signal });
  const revisions = async () => (await bench.target.status('churn'))!.versions!.map(({ revision }) => revision);

  it('tells the numbers of both versions, each from its own pods', async () => {
    await bench.deploy({ image: 'flaky', rollout: 'canary', percent: 50 });
    const numbers = () => bench.target.operations.versions('churn', AbortSignal.timeout(20_000));
    const sum = (versions: Awaited<ReturnType<typeof numbers>>) =>
      versions.reduce((requests, { metrics }) => requests + metrics!.requests, 0);
    // Each version was asked when it was new, and again where its answer took long.
    const before = sum(await numbers());
    // So many that those which are under way later do not change the share of failures.
    for (let i = 0; i < 400; i++) {
      await predict(address, [1, 2]);
    }
    const both = await numbers();
    const [old, now] = both;
    expect(before).toBeGreaterThanOrEqual(2);
    expect(sum(both) - before).toBe(400);
    expect(old).toMatchObject({ revision: 1, traffic: 50, metrics: { errors: 0 } });
    expect(now!.metrics!.errors).toBe(Math.floor(now!.metrics!.requests / 5));
  });

  it('takes away a version whose requests fail, before its time is over', async () => {
    const { result } = await askedWhile(address, () => decide({ after: 100, maxErrorRate: 10 }));
    expect(result).toMatchObject({ outcome: 'discarded', revision: 2 });
    expect(result.reason).toMatch(/^(19|20)(\.\d+)? % of its requests failed, more than 10 %\.$/);
    expect(await revisions()).toEqual([1]);
    expect(await predict(address, [1, 2])).toEqual([2, 3]);
  });

  it('takes away a version that is slow', async () => {
    await bench.deploy({ image: 'lazy', rollout: 'ab-test', percent: 50 });
    const { result, lost } = await askedWhile(address, () => decide({ after: 100, maxP99: 250 }));
    expect(result).toMatchObject({
      outcome: 'discarded',
      reason: expect.stringContaining('more than 250 ms') as string
    });
    expect(lost).toEqual([]);
  });

  it('takes away a version whose answers are too far from the running one, for a shadow too', async () => {
    await bench.deploy({ image: 'plus2', rollout: 'shadow', percent: 100 });
    const { result } = await askedWhile(address, () => decide({ after: 100, maxDrift: 0.1 }));
    expect(result).toMatchObject({ outcome: 'discarded', reason: expect.stringContaining('29.2 % away') as string });
  });

  it('decides nothing when nobody asks, and both versions run on', async () => {
    await bench.deploy({ image: 'plus2', rollout: 'canary', percent: 30 });
    expect(await decide({ after: 2 })).toMatchObject({
      outcome: 'undecided',
      reason: expect.stringContaining('too few') as string
    });
    expect(await revisions()).toHaveLength(2);
  });

  it('goes on from elsewhere when whoever watched it was interrupted, and promotes without losing a request', async () => {
    const interrupt = new AbortController();
    const first = decide({ after: 8 }, bench, interrupt.signal);
    setTimeout(() => interrupt.abort(), 3000);
    await expect(first).rejects.toThrow();
    expect(bench.lines.at(-1)).toContain('promote churn --by-rule');
    process.env.KUBECONFIG = pointingAt(bench);
    const other = await ClusterBench.as(bench);
    const begun = Date.now();
    const { result, lost, asked } = await askedWhile(address, () => decide(undefined, other));
    expect(result).toMatchObject({ outcome: 'promoted', reason: expect.stringContaining('0 % failed') as string });
    expect({ lost, enough: asked > 100 }).toEqual({ lost: [], enough: true });
    expect(Date.now() - begun).toBeGreaterThan(3000);
    expect(await revisions()).toEqual([result.revision]);
    expect(await predict(address, [1, 2])).toEqual([3, 4]);
  });

  it('forgets its rule when it has decided', async () => {
    await bench.deploy({ image: 'plus1', rollout: 'canary', percent: 10 });
    await expect(decide()).rejects.toMatchObject({
      problem: { code: 'bad-request', message: expect.stringMatching(/no rule for v\d of churn/) as string }
    });
  });

  it('says that somebody else has decided', async () => {
    const deciding = decide({ after: 100 });
    const discarding = sleep(2000).then(() => bench.target.operations.discard('churn', bench.watching()));
    expect(await deciding).toMatchObject({ outcome: 'overtaken' });
    await discarding;
  });
});

/** A kubeconfig of somebody whose context has the bench's namespace. */
function pointingAt({ folder, namespace }: ClusterBench): string {
  const file = join(folder, 'kubeconfig');
  copyFileSync(KUBECONFIG, file);
  kubectl('--kubeconfig', file, 'config', 'set-context', '--current', `--namespace=${namespace}`);
  return file;
}
