import { commandOn, placeOptions } from '../../../../src/pipeline/targets/kubernetes/place-options';

const CONTEXTS = [
  { name: 'here', namespace: 'fraud', current: true },
  { name: 'production', namespace: 'pricing', current: false }
];

it.each([
  ['nothing where the current context points to', { context: 'here', namespace: 'fraud' }, ''],
  ['the namespace where that is another one', { context: 'here', namespace: 'pricing' }, ' --namespace pricing'],
  [
    'the context where it is not the current one',
    { context: 'production', namespace: 'pricing' },
    ' --context production'
  ],
  [
    'both where both are others',
    { context: 'production', namespace: 'fraud' },
    ' --namespace fraud --context production'
  ],
  ['both of a context that is gone', { context: 'gone', namespace: 'fraud' }, ' --namespace fraud --context gone']
])('says %s', (_, place, options) => {
  expect(placeOptions(place, CONTEXTS)).toBe(options);
});

it('says both when the name alone may mean another one', () => {
  expect(placeOptions({ context: 'here', namespace: 'fraud' }, CONTEXTS, { full: true })).toBe(
    ' --namespace fraud --context here'
  );
});

it('quotes the name of a context that a shell would take apart', () => {
  expect(placeOptions({ context: "anna's (dev)", namespace: 'a' }, [])).toBe(
    ` --namespace a --context 'anna'\\''s (dev)'`
  );
});

it('leaves the names of the large clouds as they are', () => {
  const context = 'arn:aws:eks:eu-west-1:1234:cluster/models';
  expect(placeOptions({ context, namespace: 'a' }, [])).toBe(` --namespace a --context ${context}`);
});

it('makes a command that can be copied', () => {
  expect(commandOn({ name: 'churn', options: ' --namespace fraud' }, 'promote', '--by-rule')).toBe(
    'deploy-model promote churn --by-rule --namespace fraud'
  );
  expect(commandOn({ name: 'churn' }, 'start')).toBe('deploy-model start churn');
});
