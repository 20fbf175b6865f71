import { methodOf, methodProblems } from '../../../src/pipeline/wrapping/method';
import { description } from './descriptions';

test('the method that the model was logged with needs no look-up', () => {
  const proba = description({ predictFn: 'predict_proba' });

  expect(methodOf(proba, undefined)).toBeUndefined();
  expect(methodOf(proba, 'predict_proba')).toBeUndefined();
  expect(methodOf(proba, 'predict')).toBe('predict');
});

test.each([
  ['RandomForestClassifier', 'fly', ['method-unsupported']],
  ['RandomForestRegressor', 'predict_proba', ['method-unsupported']],
  ['RandomForestClassifier', 'predict_proba', []],
  ['RandomForestClassifier', 'decision_path', []],
  ['RandomForestClassifier', 'own:fly', []],
  ['ClassOfSomebody', 'fly', []]
])('a %s is asked for %s', (className, method, codes) => {
  const problems = methodProblems(description(), method, className);
  expect(problems.map(({ code }) => code)).toEqual(codes);
});

test('a refusal names the methods that the class has', () => {
  const [problem] = methodProblems(description(), 'fly', 'KNeighborsClassifier');
  expect(problem?.suggestion).toContain('predict, predict_proba;');
});

test.each([
  ['mlflow.sklearn', 'predict_proba', []],
  ['mlflow.sklearn', 'own:function', []],
  ['mlflow.onnx', 'own:function', []],
  ['mlflow.onnx', 'predict_proba', ['method-unsupported']],
  ['mlflow.sklearn', 'import os', ['method-unsupported']]
])('%s and %s: %j', (loaderModule, method, codes) => {
  expect(methodProblems(description({ loaderModule }), method).map(({ code }) => code)).toEqual(codes);
});
