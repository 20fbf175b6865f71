import { RolloutRule } from '../../src/contract/rollout-rule';
import type { Task } from '../../src/contract/task';
import { RULE } from '../../src/pipeline/targets/kubernetes/kept-rule';
import { ServiceBench } from '../service/bench';
import { describeCluster, kubectl, until } from './cluster';
import { askedWhile, ClusterBench } from './cluster-bench';

jest.setTimeout(600_000);

describeCluster('whoever watches a rule', () => {
  let bench: ClusterBench;
  let service: ServiceBench;
  let address: string;
  beforeAll(async () => {
    bench = await ClusterBench.open('watchers');
    address = (await bench.deploy({ image: 'plus1' })).endpoint!.predictions;
    service = await ServiceBench.open();
  });
  beforeEach(async () => {
    await service.start(env());
    await bench.deploy({ image: 'plus2', rollout: 'canary', percent: 50 });
  });
  afterEach(() => service.kill());
  afterAll(() => Promise.all([service.close(), bench.close()]));

  const env = () => ({ DEPLOY_MODEL_HOME: bench.folder, USER: 'anna' });
  const write = (kept: object) =>
    kubectl('-n', bench.namespace, 'annotate', '--overwrite', 'sdep/churn', `${RULE}=${JSON.stringify(kept)}`);
  const kept = () => {
    const sdep = JSON.parse(kubectl('-n', bench.namespace, 'get', 'sdep/churn', '-o', 'json')) as {
      metadata: { annotations: Record<string, string> };
    };
    return JSON.parse(sdep.metadata.annotations[RULE]!) as object;
  };
  const decide = (after: number) => service.client.decideByRule({ name: 'churn', after, minRequests: 1 });
  const now = async () => (await bench.target.status('churn'))!;
  const watcher = async () => (await now()).rule?.watcher;
  /** Until it is; with the task where it is not. */
  const watched = () =>
    until(async () =>
      expect([await watcher(), await decisions(service)]).toMatchObject([
        expect.stringMatching(/^anna on /),
        [{ state: 'running' }]
      ])
    );
  const decisions = async ({ client }: ServiceBench) =>
    (await client.listTasks({ subject: 'churn' })).filter(({ kind }) => kind === 'decide');
  const ended = async ({ client }: ServiceBench, { id }: Task): Promise<Task> => {
    for (let after = 0; ;) {
      const task = await client.waitForTask({ id, after, wait: 25 });
      if (task.state !== 'running') {
        return task;
      }
      after = task.changes;
    }
  };

  it('is told to everybody, and is the only one', async () => {
    const task = await decide(600);
    await watched();
    expect((await now()).rule).toMatchObject({ rule: { after: 600, minRequests: 1 }, owner: 'anna' });
    const other = await ClusterBench.as(bench);
    const at = other.target.at({ namespace: bench.namespace }).operations;
    await expect(at.decide('churn', undefined, bench.watching())).rejects.toMatchObject({
      problem: { code: 'deployment-busy', message: expect.stringMatching(/^anna on .* watches/) as string }
    });
    await service.client.cancelTask({ id: task.id });
    await bench.target.operations.discard('churn', bench.watching());
  });

  it('leaves the rule when it is told to, until a person goes on', async () => {
    const { id } = await decide(600);
    await watched();
    await service.client.cancelTask({ id });
    expect((await now()).rule).toMatchObject({ rule: { after: 600 } });
    expect(await watcher()).toBeUndefined();

    // Nor does the next service: it was not interrupted, but told to stop.
    await service.kill();
    await service.start(env());
    await service.client.listDeployments({});
    expect(await decisions(service)).toEqual([]);

    // As if its time were over.
    write({ ...kept(), since: new Date(0).toISOString() });
    const { result } = await askedWhile(address, async () =>
      ended(service, await service.client.watchRule({ name: 'churn' }))
    );
    expect(result).toMatchObject({ state: 'finished', decision: { outcome: 'promoted' } });
    expect((await now()).rule).toBeUndefined();
  });

  it('is one again after the service was killed in the middle, of two that are started; the rule is carried out once', async () => {
    await decide(20);
    await watched();
    const { revision } = (await now()).rule!;
    await service.kill();
    await service.start(env());
    const second = await service.another(env());
    const both = [service, second];
    try {
      const { lost } = await askedWhile(address, () =>
        until(async () => {
          const { versions } = await now();
          expect(versions!.map(each => each.revision)).toEqual([revision]);
        }, 180)
      );
      expect(lost).toEqual([]);
      await until(async () => {
        const tasks = (await Promise.all(both.map(decisions))).flat();
        expect(tasks.filter(({ decision }) => decision?.outcome === 'promoted')).toHaveLength(1);
        expect(tasks.filter(({ state }) => state === 'running')).toEqual([]);
      });
      expect((await now()).rule).toBeUndefined();
    } finally {
      await second.kill();
    }
  });

  it('carries out what the one before it had decided, and does not judge again', async () => {
    const [, next] = (await now()).versions!;
    const decided = { next: 'promote', reason: 'It had kept its limits.' };
    write({ ...KEPT, revision: next!.revision, lease: { ...BEN, at: new Date(0).toISOString() }, decided });
    const decision = await bench.target.operations.decide('churn', undefined, bench.watching());
    expect(decision).toMatchObject({ outcome: 'promoted', reason: 'It had kept its limits.' });
    expect((await now()).versions!.map(({ revision }) => revision)).toEqual([next!.revision]);
  });

  it('does nothing when another has taken the rule while it was asleep', async () => {
    const task = await decide(600);
    await watched();
    const { revision } = (await now()).rule!;
    write({ ...KEPT, revision, lease: { ...BEN, at: new Date().toISOString() } });
    expect(await ended(service, task)).toMatchObject({
      decision: { outcome: 'overtaken', reason: 'ben on desk-3 watches it now.' }
    });
    expect(await now()).toMatchObject({ versions: [{}, { revision }], rule: { watcher: 'ben on desk-3' } });
  });
});

const BEN = { holder: 'another', who: 'ben on desk-3' };
const KEPT = {
  rule: RolloutRule.parse({ after: 600, minRequests: 1 }),
  since: new Date().toISOString(),
  owner: 'anna'
};
