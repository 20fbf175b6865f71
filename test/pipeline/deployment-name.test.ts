import { DeploymentName } from '../../src/contract/deployment';
import { deploymentNameOf } from '../../src/pipeline/deployment-name';

it.each([
  ['Churn Model', 'churn-model'],
  ['1st-try', 'st-try'],
  ['Ümläut_ß', 'umlaut'],
  ['日本', 'model'],
  ['---', 'model'],
  ['a'.repeat(80), 'a'.repeat(48)],
  ['x'.repeat(47) + '-y', 'x'.repeat(47)]
])('makes of %j the name %j', (name, expected) => {
  expect(deploymentNameOf({ name })).toBe(expected);
  expect(DeploymentName.safeParse(deploymentNameOf({ name })).success).toBe(true);
});

it('prefers the name in the registry', () => {
  expect(deploymentNameOf({ name: 'model', registered: { name: 'Churn', version: '3', aliases: [] } })).toBe('churn');
});
