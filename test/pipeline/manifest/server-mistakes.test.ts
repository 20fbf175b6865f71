import { RunRequest } from '../../../src/contract/run';
import { serverMistakes } from '../../../src/pipeline/manifest/server-mistakes';

const asked = (kubernetes: object, more: object = {}) =>
  serverMistakes(RunRequest.parse({ model: 'models:/churn/7', target: 'kubernetes', ...more, kubernetes })).map(
    ({ code, message }) => `${code} ${/--[a-z-]+/.exec(message)?.[0]}`
  );
const SERVER = { server: 'MLFLOW_SERVER' };

it('has nothing against a server with an address and a secret', () => {
  expect(asked({ ...SERVER, modelUri: 's3://models/churn', modelSecret: 's3-login' }, { grpc: true })).toEqual([]);
});

it('has nothing against a request without a server', () => {
  expect(asked({}, { image: 'registry.example/churn', method: 'predict_proba' })).toEqual([]);
});

it.each<[string, object, object]>([
  ['--server', SERVER, { target: 'docker' }],
  ['--model-uri', { modelUri: 's3://models/churn' }, {}],
  ['--model-secret', { modelSecret: 's3-login' }, {}],
  ['--image', SERVER, { image: 'registry.example/churn' }],
  ['--push', SERVER, { push: true }],
  ['--builder', SERVER, { builder: 'docker' }],
  ['--base-image', SERVER, { baseImage: 'python:{python}' }],
  ['--runtime', SERVER, { runtime: 'mlserver' }],
  ['--method', SERVER, { method: 'predict_proba' }],
  ['--protocol', { ...SERVER, protocol: 'v2' }, {}]
])('names %s where it does not go with the rest', (flag, kubernetes, more) => {
  expect(asked(kubernetes, more)).toEqual([`bad-request ${flag}`]);
});

it('lets the one server be told a method that can be', () => {
  expect(asked({ server: 'SKLEARN_SERVER' }, { method: 'predict_proba' })).toEqual([]);
});
