import { questionsOf } from '../../../src/pipeline/testing/questions';
import { componentOf } from '../../fakes/component';

const component = componentOf();

/** The paths that are asked and may be missing, of a model whose answer is known. */
function optionalPaths(isBehind: boolean): string[] {
  const request = { data: { ndarray: [[1]] } };
  const questions = questionsOf({
    component,
    material: {},
    cases: [{ name: 'the logged example', request, expect: 'parity' }],
    answers: new Map([['the logged example', { name: 'the logged example', kind: 'data', value: [2] }]]),
    predictions: '/api/v1.0/predictions',
    isBehind
  });
  return questions.filter(({ optional }) => optional).map(({ path }) => path);
}

it("does not ask an orchestrator for the model's own paths in earnest", () => {
  expect(optionalPaths(true)).toEqual(expect.arrayContaining(['/health/ping', '/predict']));
});

it('wants them of a model that is asked itself', () => {
  expect(optionalPaths(false)).not.toEqual(expect.arrayContaining(['/predict']));
  expect(optionalPaths(false)).not.toContain('/health/ping');
});

it.each([
  ['ROUTER', '/route'],
  ['COMBINER', '/aggregate'],
  ['TRANSFORMER', '/transform-input'],
  ['TRANSFORMER', '/api/v1.0/predictions']
] as const)('asks a %s the request in its folder where it answers, at %s', (type, path) => {
  const warmUp = { data: { ndarray: [[1]] } };
  const subject = { material: { warmUp }, cases: [], answers: new Map(), predictions: path };

  const asked = questionsOf({ ...subject, component: componentOf({ type }) });

  expect(asked.map(question => question.path)).toEqual(['/health/ping', path]);
});
