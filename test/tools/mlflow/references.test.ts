import { parseReference } from '../../../src/tools/mlflow/references';

const ID = '0123456789abcdef0123456789abcdef';

test.each([
  [ID, { kind: 'run', runId: ID }],
  [`runs:/${ID}`, { kind: 'run', runId: ID }],
  [`runs:/${ID}/model`, { kind: 'run', runId: ID, path: 'model' }],
  [`runs:/${ID}/a b/ü/`, { kind: 'run', runId: ID, path: 'a b/ü' }],
  [`m-${ID}`, { kind: 'logged-model', modelId: `m-${ID}` }],
  [`models:/m-${ID}`, { kind: 'logged-model', modelId: `m-${ID}` }],
  ['models:/churn/3', { kind: 'version', name: 'churn', version: '3' }],
  ['models:/churn@champion', { kind: 'alias', name: 'churn', alias: 'champion' }],
  ['models:/me@home@champion', { kind: 'alias', name: 'me@home', alias: 'champion' }],
  ['models:/me@home/3', { kind: 'version', name: 'me@home', version: '3' }],
  ['models:/churn/latest', { kind: 'latest', name: 'churn' }],
  ['models:/churn/production', { kind: 'latest', name: 'churn', stage: 'Production' }]
])('reads %s', (reference, expected) => {
  expect(parseReference(reference)).toEqual(expected);
});

test.each([
  '',
  'models:/',
  'models:/churn',
  'models:/churn/newest',
  'models:/churn@',
  'models://profile/churn/3',
  'runs:/',
  `runs:/${ID}/../other`,
  `runs:/${ID}/a\\b`,
  `runs:/${ID}/a\0b`,
  's3://bucket/model'
])('refuses %j', reference => {
  expect(() => parseReference(reference)).toThrow(expect.objectContaining({ name: 'ProblemError' }));
});
