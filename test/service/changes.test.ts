import type { Deployment } from '../../src/contract/deployment';
import type { Task } from '../../src/contract/task';
import type { Pipeline } from '../../src/pipeline/pipeline';
import { Activity } from '../../src/service/activity';
import { Changes } from '../../src/service/changes';
import { Rules } from '../../src/service/rules';
import { Tasks } from '../../src/service/tasks';
import { canary } from '../lab/cluster-samples';
import { deployment } from '../lab/samples';

const never = new AbortController().signal;
const CHURN = { name: 'churn' };
let asked: unknown[];
let places: unknown[];
let tasks: Tasks;
let pipeline: Pipeline;
let release: () => void;

beforeEach(() => {
  asked = [];
  places = [];
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
  pipeline = {
    clusters,
    rollback: note('rollback', undefined),
    at: (place: unknown) => (places.push(place), pipeline),
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
  const first = await changes.promote(CHURN);
  await expect(changes.promote(CHURN)).rejects.toMatchObject({ problem: { code: 'deployment-busy' } });
  await expect(changes.rollBack({ name: 'churn', to: 3 })).rejects.toMatchObject({
    problem: { code: 'deployment-busy', reason: 'A promote of it is not done yet.' }
  });
  await ended(first);
  expect(await ended(await changes.rollBack({ name: 'churn', to: 3 }))).toMatchObject({ state: 'finished' });
});

it('changes the deployment in the place that was named, and no other of its name', async () => {
  const changes = changesOf(canary());
  const task = await changes.promote({ ...CHURN, namespace: 'fraud' });
  expect(task).toMatchObject({ subject: 'churn', place: { context: 'production', namespace: 'fraud' } });
  expect(places).toContainEqual(expect.objectContaining({ namespace: 'fraud' }));
  expect(places.at(-1)).toEqual({ context: 'production', namespace: 'fraud' });
  await ended(task);
});

it('changes two deployments of one name at the same time, when they are in two places', async () => {
  const first = await changesOf(canary()).promote(CHURN);
  const end = release;
  const place = { context: 'production', namespace: 'pricing' };
  const second = await changesOf(canary({ place })).promote({ ...CHURN, ...place });
  expect(second.id).not.toBe(first.id);
  expect(tasks.list({ subject: 'churn', namespace: 'pricing' }).map(({ id }) => id)).toEqual([second.id]);
  expect(tasks.list({ subject: 'churn' })).toHaveLength(2);
  end();
  await ended(second);
});

it('lets somebody decide by hand while a rule is watching', async () => {
  const changes = changesOf(canary());
  const rules = new Rules(pipeline, tasks);
  const watching = await rules.decide({ ...CHURN, after: 60, minRequests: 1, maxErrorRate: 1 });
  const end = release;
  expect(await ended(await changes.promote(CHURN))).toMatchObject({ kind: 'promote', state: 'finished' });
  release = end;
  expect(await ended(watching)).toMatchObject({ state: 'finished', decision: { outcome: 'overtaken' } });
});

it('rolls back what runs on this machine, too', async () => {
  const task = await changesOf(deployment()).rollBack({ ...CHURN, to: 1 });
  expect(await ended(task)).toMatchObject({ kind: 'rollback', state: 'finished' });
});

it('shares no requests of what runs on this machine', async () => {
  await expect(changesOf(deployment()).promote(CHURN)).rejects.toMatchObject({ problem: { code: 'bad-request' } });
  expect(asked).toEqual([]);
});
