import { setTimeout as sleep } from 'node:timers/promises';
import { ProblemError } from '../../src/contract/problem';
import type { Pipeline } from '../../src/pipeline/pipeline';
import { Activity } from '../../src/service/activity';
import { Rules } from '../../src/service/rules';
import { Tasks } from '../../src/service/tasks';
import { alone, canary } from '../lab/cluster-samples';
import { deployment } from '../lab/samples';

const PLACE = { context: 'production', namespace: 'fraud' };
const NOTE = { name: 'churn', place: PLACE };
const RULE = { after: 60, minRequests: 1, maxErrorRate: 1 };
let asked: unknown[];
let tasks: Tasks;
let rules: Rules;

/** A pipeline that remembers which rules it was asked to watch; `state` is what became of one that was left. */
function open(state: () => Promise<string>, one = canary()): void {
  const pipeline = {
    at: () => pipeline,
    deployment: async () => ({ deployment: one }),
    clusters: {
      unfinishedRules: { list: async () => [NOTE], stateOf: state },
      decide: async (name: string, rule: unknown) => {
        asked.push([name, rule]);
        return { outcome: 'promoted', revision: 5, reason: 'It kept its limits.' };
      }
    }
  } as unknown as Pipeline;
  tasks = new Tasks(new Activity());
  rules = new Rules(pipeline, tasks);
}

beforeEach(() => (asked = []));
afterEach(() => rules.close());

/** What goes on by itself has had its turn. */
const settled = () => sleep(20);

it('goes on with a rule that a service before it was watching', async () => {
  open(async () => 'unwatched');
  await rules.takeUp();
  await settled();
  expect(asked).toEqual([['churn', undefined]]);
  expect(tasks.list({ subject: 'churn' })).toMatchObject([
    { kind: 'decide', state: 'finished', place: PLACE, decision: { outcome: 'promoted' } }
  ]);
});

it.each(['watched', 'over'])('leaves a rule alone that is %s', async state => {
  open(async () => state);
  await rules.takeUp();
  await settled();
  expect([asked, tasks.list()]).toEqual([[], []]);
});

it('shows no failed task when the cluster of a rule does not answer', async () => {
  open(() => Promise.reject(new ProblemError({ code: 'cluster-unreachable', message: 'No.', suggestion: 'Wait.' })));
  await rules.takeUp();
  await settled();
  expect([asked, tasks.list()]).toEqual([[], []]);
});

it('goes on with the rule that is kept when a person asks for it, and begins with one that is given', async () => {
  open(async () => 'over');
  await rules.goOn({ name: 'churn' });
  await settled();
  await rules.decide({ name: 'churn', ...RULE });
  await settled();
  expect(asked).toEqual([
    ['churn', undefined],
    ['churn', RULE]
  ]);
});

it('watches nothing that runs on this machine', async () => {
  open(async () => 'over', deployment());
  await expect(rules.goOn({ name: 'churn' })).rejects.toMatchObject({ problem: { code: 'bad-request' } });
  open(async () => 'over', alone());
  await expect(rules.goOn({ name: 'churn' })).resolves.toMatchObject({ kind: 'decide' });
});
