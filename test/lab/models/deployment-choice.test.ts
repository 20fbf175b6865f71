import { oneNamed, oneWithId } from '../../../src/lab/models/deployment-choice';
import { canary } from '../cluster-samples';
import { deployment } from '../samples';

const FRAUD = { context: 'production', namespace: 'fraud' };
const PRICING = { context: 'production', namespace: 'pricing' };

it('tells two of one name apart by their places', () => {
  const list = [canary(), canary({ place: PRICING, revision: 9 })];
  expect(oneWithId(list, { name: 'churn', place: PRICING })?.revision).toBe(9);
  expect(oneWithId(list, { name: 'churn', place: FRAUD })?.revision).toBe(4);
  expect(oneWithId(list, { name: 'churn', place: { ...FRAUD, context: 'staging' } })).toBeUndefined();
});

it('takes a name alone for the one on this machine, else for the only one', () => {
  expect(oneWithId([deployment(), canary()], { name: 'churn' })?.target).toBe('process');
  expect(oneWithId([canary()], { name: 'churn' })?.place).toEqual(FRAUD);
  expect(oneWithId([canary(), canary({ place: PRICING })], { name: 'churn' })).toBeUndefined();
});

it('knows the one that is meant from what is said of its place', () => {
  const list = [canary(), canary({ place: PRICING })];
  expect(oneNamed(list, 'churn', { namespace: 'pricing' })?.place).toEqual(PRICING);
  expect(oneNamed(list, 'churn', { context: 'production' })).toBeUndefined();
  expect(oneNamed(list, 'churn', { namespace: 'default' })).toBeUndefined();
});
