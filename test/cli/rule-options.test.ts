import { ruleOf } from '../../src/cli/rule-options';

it('makes a rule of its options', () => {
  expect(ruleOf({ promoteAfter: 60, maxErrorRate: 0.5, maxP99: 200, json: true })).toEqual({
    after: 60,
    minRequests: 20,
    maxErrorRate: 0.5,
    maxP99: 200
  });
});

it('is none when no time is given', () => {
  expect(ruleOf({ canary: 10 })).toBeUndefined();
});

it('wants a time with a limit', () => {
  expect(() => ruleOf({ maxP99: 200 })).toThrow('A limit needs a time');
});

it('names the option that does not fit', () => {
  expect(() => ruleOf({ promoteAfter: 60, maxErrorRate: 101 })).toThrow('--max-error-rate does not fit');
});
