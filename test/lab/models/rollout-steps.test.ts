import { rolloutOf } from '../../../src/lab/models/rollout-steps';
import { ROLLOUT_LINES } from '../cluster-samples';

const states = (lines: string[], state: 'running' | 'finished' | 'failed') =>
  rolloutOf(lines, state)?.steps.map(step => `${step.name} ${step.state}`);

it('tells how long each step took, not since when', () => {
  const { steps } = rolloutOf(ROLLOUT_LINES, 'running')!;
  expect(steps.map(({ seconds }) => seconds?.toFixed(1))).toEqual([
    '0.4',
    '0.5',
    '2.2',
    undefined,
    undefined,
    undefined
  ]);
});

it('is at the first step that is not done', () => {
  expect(states(ROLLOUT_LINES, 'running')).toEqual([
    'accepted finished',
    'scheduled finished',
    'pulled finished',
    'loaded running',
    'routed waiting',
    'answered waiting'
  ]);
});

it('waits for the operator before anything was told', () => {
  expect(states([], 'running')?.[0]).toBe('accepted running');
  expect(rolloutOf([], 'failed')).toBeUndefined();
});

it('says at which step it failed, and why', () => {
  const lines = [...ROLLOUT_LINES, 'The model ended with code 1. ValueError: no weights (4.0 s)'];
  expect(states(lines, 'failed')?.[3]).toBe('loaded failed');
  expect(rolloutOf(lines, 'failed')?.remark).toBe('The model ended with code 1. ValueError: no weights');
});

it('forgets what held it up once it goes on', () => {
  const lines = ['No node has room. 0/3 nodes are available (1.0 s)', ...ROLLOUT_LINES];
  expect(rolloutOf(lines, 'running')?.remark).toBeUndefined();
});

it('begins anew with each rollout', () => {
  expect(states([...ROLLOUT_LINES, ROLLOUT_LINES[0]!], 'running')?.[1]).toBe('scheduled running');
});

it('takes the time of the first prediction for its own', () => {
  const lines = [
    ...ROLLOUT_LINES,
    'The model is loaded (5.0 s)',
    'The route is there (5.2 s)',
    'The route has given a prediction (1.5 s)'
  ];
  expect(rolloutOf(lines, 'finished')?.steps.at(-1)).toEqual({ name: 'answered', state: 'finished', seconds: 1.5 });
});
