import { KubernetesOptions } from '../../../src/contract/kubernetes';
import type { ProblemError } from '../../../src/contract/problem';
import { manifestErrors } from '../../../src/pipeline/manifest/check';
import { manifestOf } from '../../../src/pipeline/templates/manifest';
import {
  mustFit,
  prepackagedCosts,
  prepackagedPredictor,
  serverFor
} from '../../../src/pipeline/templates/prepackaged';

const PYFUNC = { flavors: { python_function: {}, sklearn: {} } };

function manifestWith(server: string, options: object = {}) {
  const version = {
    server,
    modelUri: 's3://models/churn/7',
    secret: 's3-login',
    model: 'models:/churn/7',
    ...{ cpus: 2, memory: 512, gpus: 0, startTimeout: 600 },
    options: KubernetesOptions.parse(options)
  };
  const facts = { revision: 1, owner: 'anna' };
  return manifestOf({ name: 'churn' }, [prepackagedPredictor(version)], { protocol: 'seldon', facts });
}

const EVERYTHING = { replicas: 3, maxReplicas: 9, noEngine: true, serviceAccount: 'models', tolerations: ['gpu'] };

it.each([
  ['MLFLOW_SERVER', {}],
  ['SKLEARN_SERVER', EVERYTHING],
  ['XGBOOST_SERVER', { protocol: 'v2' }],
  ['TRITON_SERVER', { protocol: 'v2' }]
])('passes every check that a cluster makes: %s with %j', (server, options) => {
  expect(manifestErrors(manifestWith(server, options))).toEqual([]);
});

it('is refused where the cluster has no such server', () => {
  expect(manifestErrors(manifestWith('TRITON_SERVER'), ['MLFLOW_SERVER'])).toMatchObject([
    { stage: 'webhook', message: 'No entry in predictors map for TRITON_SERVER' }
  ]);
});

it('names the model, where it is and the secret of its storage, and no image', () => {
  const [predictor] = manifestWith('MLFLOW_SERVER', { serviceAccount: 'models' }).spec!.predictors;
  expect(predictor).toMatchObject({
    graph: {
      implementation: 'MLFLOW_SERVER',
      modelUri: 's3://models/churn/7',
      envSecretRefName: 's3-login',
      serviceAccountName: 'models'
    },
    annotations: { 'deploy-model.io/model': 'models:/churn/7' }
  });
  const [container] = predictor!.componentSpecs![0]!.spec!.containers;
  expect(container).toMatchObject({ name: 'model', resources: { limits: { memory: '512Mi' } } });
  expect(container).not.toHaveProperty('image');
});

it('gives the server the time that installing packages takes', () => {
  const [container] = manifestWith('MLFLOW_SERVER').spec!.predictors[0]!.componentSpecs![0]!.spec!.containers;
  const { periodSeconds, failureThreshold } = container!.startupProbe as Record<string, number>;
  expect(periodSeconds! * failureThreshold!).toBe(600);
});

it('is offered for what MLflow logged as a function, where pods can fetch it', () => {
  expect(serverFor(PYFUNC, 's3://models/churn/7')).toBe('MLFLOW_SERVER');
  expect(serverFor(PYFUNC, 'mlflow-artifacts:/1/churn')).toBeUndefined();
  expect(serverFor(PYFUNC, undefined)).toBeUndefined();
  expect(serverFor({ flavors: { spark: {} } }, 's3://models/churn/7')).toBeUndefined();
});

const UNFIT: [string, string, Parameters<typeof mustFit>[1], string | undefined, RegExp][] = [
  ['a server that reads a form of its own', 'SKLEARN_SERVER', PYFUNC, 's3://models/churn', /MLFLOW_SERVER/],
  ['files that no pod can fetch', 'MLFLOW_SERVER', PYFUNC, '/home/anna/mlruns/1', /\/home\/anna/],
  ['files of which it is not known where they are', 'MLFLOW_SERVER', PYFUNC, undefined, /tracking server/],
  ['a model that is no function', 'MLFLOW_SERVER', { flavors: { spark: {} } }, 's3://models/churn', /spark/]
];
it.each(UNFIT)('refuses %s, with the reason', (_, server, description, modelUri, reason) => {
  let problem: ProblemError['problem'] | undefined;
  try {
    mustFit(server, description, modelUri);
  } catch (error) {
    ({ problem } = error as ProblemError);
  }
  expect(problem).toMatchObject({ code: 'model-unsupported' });
  expect(problem!.reason).toMatch(reason);
});

it('takes what fits', () => {
  expect(() => mustFit('MLFLOW_SERVER', PYFUNC, 's3://models/churn')).not.toThrow();
});

it.each(['MLFLOW_SERVER', 'SKLEARN_SERVER'])('says what %s costs as a warning', server => {
  expect(prepackagedCosts(server)).toMatchObject({
    severity: 'warning',
    message: expect.stringContaining(server) as string
  });
});
