import { ProblemError } from '../../../src/contract/problem';
import { isReference, parseReference, taggedName } from '../../../src/tools/docker/reference';

test.each([
  ['churn', { registry: 'docker.io', repository: 'library/churn', name: 'churn' }],
  ['team/churn:1.2', { registry: 'docker.io', repository: 'team/churn', tag: '1.2', name: 'team/churn' }],
  ['localhost/churn', { registry: 'localhost', repository: 'churn', name: 'localhost/churn' }],
  ['registry:5000/team/churn:1.2', { registry: 'registry:5000', repository: 'team/churn', tag: '1.2' }],
  ['quay.io/a/b/c', { registry: 'quay.io', repository: 'a/b/c', name: 'quay.io/a/b/c' }],
  [`quay.io/a@sha256:${'0'.repeat(64)}`, { registry: 'quay.io', digest: `sha256:${'0'.repeat(64)}` }]
])('reads %s as the engine does', (text, expected) => {
  expect(parseReference(text)).toMatchObject(expected);
  expect(isReference(text)).toBe(true);
});

test.each(['Churn', 'team/churn:', '-churn', 'a b', 'churn@sha256:1', ''])('refuses the name %p', text => {
  expect(() => parseReference(text)).toThrow(ProblemError);
  expect(isReference(text)).toBe(false);
});

test('nothing is named by a digest before it is made', () => {
  expect(() => taggedName(`registry:5000/churn@sha256:${'0'.repeat(64)}`)).toThrow(ProblemError);
});

test('a name without a tag is the latest', () => {
  expect(taggedName('registry:5000/churn')).toBe('registry:5000/churn:latest');
});
