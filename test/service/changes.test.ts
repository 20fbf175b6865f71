import type { Deployment } from '../../src/contract/deployment';
import type { Task } from '../../src/contract/task';
import type { Pipeline } from '../../src/pipeline/pipeline';
import { Activity } from '../../src/service/activity';
import { Changes } from '../../src/service/changes';
import { Tasks } from '../../src/service/tasks';
import { canary } from '../lab/cluster-samples';
import { deployment } from '../lab/samples';

const never = new AbortController().signal;
let asked: unknown[];
let tasks: Tasks;
let release: () => void;

beforeEach(() => {
  asked = [];
  tasks = new Tasks(new Activity(() => undefined));
});

/** A pipeline with one deployment that remembers what it was asked for; each change waits to be released. */
function changesOf(one: Deployment): Changes {
  const note =
    <T>(what: string, outcome: T) =>
    async (...values: unknown[]) => {
      asked.push([what, ...values.slice(0, -1)]);
      await new Promise<void>(resolve => (release = resolve));
      return outcome;
    };
  const clusters = {
    traffic: note('traffic', false),
    promote: note('promote', undefined),
    decide: note('decide', { outcome: 'overtaken', revision: 5, reason: 'Somebody promoted it.' })
  };
  const pipeline = {
    clusters,
    rollback: note('rollback', undefined),
    deployment: async () => ({ deployment: one })
  } as unknown as Pipeline;
  return new Changes(pipeline, tasks);
}

const ended = async ({ id }: Task) => {
  release();
  return tasks.wait({ id, after: 99, wait: 5 }, never);
};

it('answers with the deployment as it is afterwards', async () => {
  const task = await changesOf(canary()).setTraffic({ name: 'churn', revision: 5, percent: 50 });
  expect(await ended(task)).toMatchObject({ kind: 'traffic', state: 'finished', deployment: { name: 'churn' } });
  expect(asked).toEqual([['traffic', 'churn', { revision: 5, percent: 50 }]]);
});

it('says when the route does not show the shares yet', async () => {
  const task = await changesOf(canary()).setTraffic({ name: 'churn', revision: 5, percent: 50 });
  expect((await ended(task)).lines).toEqual(['The shares are set; the route does not show them yet.']);
});

it('makes one change of a deployment at a time', async () => {
  const changes = changesOf(canary());
  const first = await changes.promote('churn');
  await expect(changes.promote('churn')).rejects.toMatchObject({ problem: { code: 'deployment-busy' } });
  await expect(changes.rollBack({ name: 'churn', to: 3 })).rejects.toMatchObject({
    problem: { code: 'deployment-busy', reason: 'A promote of it is not done yet.' }
  });
  await ended(first);
  expect(await ended(await changes.rollBack({ name: 'churn', to: 3 }))).toMatchObject({ state: 'finished' });
});

it('lets somebody decide by hand while a rule is watching', async () => {
  const changes = changesOf(canary());
  const watching = await changes.decide({ name: 'churn', after: 60, minRequests: 1, maxErrorRate: 1 });
  const end = release;
  expect(await ended(await changes.promote('churn'))).toMatchObject({ kind: 'promote', state: 'finished' });
  release = end;
  expect(await ended(watching)).toMatchObject({ state: 'finished', decision: { outcome: 'overtaken' } });
});

it('rolls back what runs on this machine, too', async () => {
  const task = await changesOf(deployment()).rollBack({ name: 'churn', to: 1 });
  expect(await ended(task)).toMatchObject({ kind: 'rollback', state: 'finished' });
});

it('shares no requests of what runs on this machine', async () => {
  await expect(changesOf(deployment()).promote('churn')).rejects.toMatchObject({ problem: { code: 'bad-request' } });
  expect(asked).toEqual([]);
});
