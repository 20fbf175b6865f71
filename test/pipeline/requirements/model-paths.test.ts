import { insideModel, isLocal, wrappedPath } from '../../../src/pipeline/requirements/model-paths';
import { subject } from './subject';

it.each([
  ['./code/churn/', 'code/churn'],
  ['code/../model.pkl', 'model.pkl'],
  ['.\\code\\churn', 'code/churn'],
  ['file:code/churn#egg=churn', 'code/churn'],
  ['.', '.']
])('finds %s in the model as %s', (target, expected) => {
  expect(insideModel(target)).toBe(expected);
});

it.each([
  '..',
  '../churn',
  'code/../../churn',
  '/churn',
  '~/churn',
  'C:\\churn',
  '\\\\host\\churn',
  'file:///churn',
  'file:../churn',
  'file://host/churn'
])('does not find %s in the model', target => {
  expect(insideModel(target)).toBeUndefined();
  expect(isLocal(target)).toBe(true);
  expect(wrappedPath(target, subject({ files: ['churn', '../churn', '/churn'] }))).toBeUndefined();
});

it.each(['https://host/churn.whl', 'git+ssh://host/churn.git', 's3://host/churn.whl'])('calls %s not local', target => {
  expect(isLocal(target)).toBe(false);
});
