import { KubernetesOptions } from '../../../src/contract/kubernetes';
import { manifestErrors } from '../../../src/pipeline/manifest/check';
import { MAIN, manifestOf, NOT_TESTED, predictorOf } from '../../../src/pipeline/templates/manifest';
import {
  argumentsOf,
  costsOf,
  type Fitted,
  misfitOf,
  misfits,
  prepackagedCosts,
  serverFor
} from '../../../src/pipeline/templates/prepackaged';

const columns = (...types: string[]): NonNullable<Fitted['signature']> => ({
  inputs: types.map((type, index) => ({ kind: 'column', name: `c${index}`, type, required: true, spec: {} }))
});
const PYFUNC = { flavors: { python_function: {}, sklearn: {} } };
const AT = { modelUri: 's3://models/churn/7' };

function versionOn(server: string, options: object = {}, more: object = {}) {
  return {
    served: { server, ...AT, secret: 's3-login', ...more },
    type: 'MODEL' as const,
    facts: {
      revision: 3,
      model: 'models:/churn/7',
      run: 'run-1',
      verdict: NOT_TESTED,
      owner: 'anna',
      createdAt: 'now'
    },
    ...{ cpus: 2, memory: 512, gpus: 0, startTimeout: 600, grpc: false },
    options: KubernetesOptions.parse(options)
  };
}

function manifestWith(server: string, options: object = {}, more: object = {}) {
  const version = versionOn(server, options, more);
  const facts = { revision: 3, owner: 'anna' };
  return manifestOf({ name: 'churn' }, [predictorOf(version, MAIN)], { protocol: 'seldon', facts });
}

function containerWith(server: string, options: object = {}) {
  return manifestWith(server, options).spec!.predictors[0]!.componentSpecs![0]!.spec!.containers[0]!;
}

const EVERYTHING = { replicas: 3, maxReplicas: 9, noEngine: true, serviceAccount: 'models', tolerations: ['gpu'] };

it.each([
  ['MLFLOW_SERVER', {}],
  ['SKLEARN_SERVER', EVERYTHING],
  ['XGBOOST_SERVER', { protocol: 'v2' }],
  ['TRITON_SERVER', { protocol: 'v2' }]
])('passes every check that a cluster makes: %s with %j', (server, options) => {
  expect(manifestErrors(manifestWith(server, options, { parameters: { xtype: 'DataFrame' } }))).toEqual([]);
});

it('is refused where the cluster has no such server', () => {
  expect(manifestErrors(manifestWith('TRITON_SERVER'), ['MLFLOW_SERVER'])).toMatchObject([
    { stage: 'webhook', message: 'No entry in predictors map for TRITON_SERVER' }
  ]);
});

it('names the model, where it is and the secret of its storage, and no image', () => {
  const more = { parameters: { xtype: 'DataFrame' } };
  const [predictor] = manifestWith('MLFLOW_SERVER', { serviceAccount: 'models' }, more).spec!.predictors;
  expect(predictor).toMatchObject({
    graph: {
      implementation: 'MLFLOW_SERVER',
      modelUri: 's3://models/churn/7',
      envSecretRefName: 's3-login',
      serviceAccountName: 'models',
      parameters: [{ name: 'xtype', type: 'STRING', value: 'DataFrame' }]
    },
    labels: { version: 'v3', 'deploy-model.io/verdict': 'untested' },
    annotations: { 'deploy-model.io/model': 'models:/churn/7' }
  });
  const container = containerWith('MLFLOW_SERVER');
  expect(container).toMatchObject({ name: 'model', resources: { limits: { memory: '512Mi' } } });
  expect(container).not.toHaveProperty('image');
});

it('has the variables of secrets as an image has, and no second copy of the model for gRPC', () => {
  expect(containerWith('MLFLOW_SERVER', { envSecrets: ['proxy'] })).toMatchObject({
    env: [{ name: 'GRPC_WORKERS', value: '0' }],
    envFrom: [{ secretRef: { name: 'proxy' } }]
  });
});

it('gives the server the time that installing packages takes', () => {
  const { periodSeconds, failureThreshold } = containerWith('MLFLOW_SERVER').startupProbe as Record<string, number>;
  expect(periodSeconds! * failureThreshold!).toBe(600);
});

it.each([
  ['MLFLOW_SERVER', {}, { httpGet: { path: '/health/ping', port: 'http' } }],
  ['MLFLOW_SERVER', { protocol: 'v2' }, { httpGet: { path: '/v2/health/ready', port: 'http' } }],
  ['TENSORFLOW_SERVER', {}, { tcpSocket: { port: 'http' } }]
])('counts %s with %j as ready by what it has for that', (server, options, probe) => {
  expect(containerWith(server, options).readinessProbe).toMatchObject(probe);
});

it('is offered for what MLflow logged as a function, where pods can fetch it', () => {
  expect(serverFor(PYFUNC, 's3://models/churn/7')).toBe('MLFLOW_SERVER');
  expect(serverFor(PYFUNC, 'mlflow-artifacts:/1/churn')).toBeUndefined();
  expect(serverFor(PYFUNC, undefined)).toBeUndefined();
  expect(serverFor({ flavors: { spark: {} } }, 's3://models/churn/7')).toBeUndefined();
});

const UNFIT: [string, string, Fitted, Parameters<typeof misfitOf>[2], RegExp][] = [
  ['a server that reads a form of its own', 'SKLEARN_SERVER', PYFUNC, AT, /MLFLOW_SERVER/],
  ['a server for another flavor', 'XGBOOST_SERVER', PYFUNC, { ...AT, isNamed: true }, /xgboost/],
  ['a server that wants arguments of its own', 'TRITON_SERVER', PYFUNC, { ...AT, isNamed: true }, /by hand/],
  ['files that no pod can fetch', 'MLFLOW_SERVER', PYFUNC, { modelUri: '/home/anna/mlruns/1' }, /\/home\/anna/],
  ['files of which it is not known where they are', 'MLFLOW_SERVER', PYFUNC, {}, /tracking server/],
  ['a model that is no function', 'MLFLOW_SERVER', { flavors: { spark: {} } }, AT, /spark/],
  ['texts beside numbers', 'MLFLOW_SERVER', { ...PYFUNC, signature: columns('double', 'string') }, AT, /texts/],
  ['whole numbers beside others', 'MLFLOW_SERVER', { ...PYFUNC, signature: columns('long', 'double') }, AT, /whole/],
  ['columns with times', 'MLFLOW_SERVER', { ...PYFUNC, signature: columns('datetime') }, AT, /datetime/]
];
it.each(UNFIT)('refuses %s, with the reason', (_, server, model, kept, reason) => {
  const [problem] = misfits(server, model, kept);
  expect(problem).toMatchObject({ code: 'model-unsupported' });
  expect(problem!.reason).toMatch(reason);
});

it.each([
  ['MLFLOW_SERVER', { ...PYFUNC, signature: columns('double', 'float') }, AT],
  ['SKLEARN_SERVER', PYFUNC, { ...AT, isNamed: true }]
])('takes what fits: %s', (server, model, kept) => {
  expect(misfits(server, model, kept)).toEqual([]);
});

it('asks for frames where the model was logged with columns: an array has no names', () => {
  expect(argumentsOf('MLFLOW_SERVER', { ...PYFUNC, signature: columns('double') }, undefined)).toEqual({
    xtype: 'DataFrame'
  });
  expect(argumentsOf('MLFLOW_SERVER', PYFUNC, undefined)).toEqual({});
});

it('tells the server that would answer with probabilities what to answer with', () => {
  expect(argumentsOf('SKLEARN_SERVER', PYFUNC, undefined)).toEqual({ method: 'predict' });
  expect(argumentsOf('SKLEARN_SERVER', PYFUNC, 'predict_proba')).toEqual({ method: 'predict_proba' });
});

it.each(['MLFLOW_SERVER', 'SKLEARN_SERVER'])('says what %s costs as a warning', server => {
  const { severity, message, reason } = prepackagedCosts(server);
  expect(severity).toBe('warning');
  expect(message).toContain(server);
  costsOf(server).forEach(cost => expect(`${message} ${reason}`).toContain(cost));
});

it('names the MLflow that logged the model, which is not the one that will load it', () => {
  expect(costsOf('MLFLOW_SERVER', { mlflow: '2.11.0' }).join(' ')).toContain('2.11.0');
});
