import { addressOf, idAt, textOfId } from '../../src/contract/deployment-id';

const PLACE = { context: 'arn:aws:eks:eu-west-1:1:cluster/prod@eu', namespace: 'fraud' };

it.each([undefined, PLACE])('is the same after a call took it: in %o', place => {
  expect(idAt(addressOf({ name: 'churn', place }))).toEqual({ name: 'churn', place });
});

it('has no place when only half of one is said', () => {
  expect(idAt({ name: 'churn', namespace: 'fraud' })).toEqual({ name: 'churn' });
});

it('has no two deployments with one text', () => {
  const places = [{ context: 'b', namespace: 'c' }, { context: 'b/c', namespace: 'c' }, PLACE, undefined];
  expect(new Set(places.map(place => textOfId({ name: 'a', place }))).size).toBe(4);
});
