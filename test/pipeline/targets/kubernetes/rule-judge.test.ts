import { RolloutRule } from '../../../../src/contract/rollout-rule';
import { type Evidence, judge } from '../../../../src/pipeline/targets/kubernetes/rule-judge';

const rule = RolloutRule.parse({ after: 100, minRequests: 50, maxErrorRate: 2, maxP99: 200, maxDrift: 0.1 });
const good: Evidence = { seconds: 120, requests: 1000, errors: 20, p99: 0.2, drift: 0.1, restarts: 0 };
const nextOf = (evidence: Partial<Evidence>) => judge(rule, { ...good, ...evidence }).next;

it('promotes what kept all its limits for its time, at the limits too', () => {
  expect(judge(rule, good)).toEqual({
    next: 'promote',
    reason: '1000 requests, 2 % failed, p99 200 ms, drift 10 %.'
  });
});

it('waits until its time is over, however good the numbers are', () => {
  expect(nextOf({ seconds: 99 })).toBe('wait');
});

it.each([
  ['failures', { errors: 21 }, /2.1 % of its requests failed, more than 2 %/],
  ['slowness', { p99: 0.201 }, /201 ms, more than 200 ms/],
  ['other answers', { drift: 0.11 }, /11 % away .* more than 10 %/],
  ['containers that end', { restarts: 2 }, /ended by themselves 2 times/]
])('discards at once for %s', (_, evidence, reason) => {
  const judgement = judge(rule, { ...good, seconds: 3, ...evidence });
  expect(judgement).toEqual({ next: 'discard', reason: expect.stringMatching(reason) as string });
});

it('says every limit that is broken', () => {
  expect(judge(rule, { ...good, errors: 500, p99: 3 }).reason).toMatch(/50 % .*; 99 of 100/);
});

it('does not judge by a few requests', () => {
  expect(nextOf({ seconds: 50, requests: 49, errors: 49 })).toBe('wait');
});

it('gives up when the requests stay too few for twice its time', () => {
  expect(nextOf({ seconds: 199, requests: 49 })).toBe('wait');
  expect(judge(rule, { ...good, seconds: 200, requests: 49 })).toEqual({
    next: 'give up',
    reason: 'It had 49 requests, too few of 50.'
  });
});

it('never promotes what has no numbers', () => {
  const unread = { requests: 0, errors: 0, unread: 'The cluster does not allow it.' };
  expect([nextOf({ ...unread, seconds: 150 }), nextOf({ ...unread, seconds: 200 })]).toEqual(['wait', 'give up']);
});
