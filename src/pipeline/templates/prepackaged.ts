import type { Predictor } from '../../contract/graph';
import type { ModelDescription } from '../../contract/model';
import { Problem, ProblemError } from '../../contract/problem';
import { GRAPH_NODE, MAIN, type ModelVersion, placementOf, PREFIX, resourcesOf, scalingOf } from './manifest';

/** Where Seldon's storage initializer can fetch from. */
const STORES = /^(s3|gs|az|azure|https?|pvc|hdfs):\/\//;
/** The one server that reads a model's folder as MLflow writes it. */
export const MLFLOW_SERVER = 'MLFLOW_SERVER';
/** Seconds between two looks whether it has started. */
const PERIOD = 5;

/** A model that a prepackaged server fetches and loads when its pod starts. */
export interface PrepackagedVersion extends Pick<
  ModelVersion,
  'cpus' | 'memory' | 'gpus' | 'startTimeout' | 'options'
> {
  /** A name in the operator's configuration. */
  server: string;
  /** What a pod can fetch: s3://…, gs://…, pvc://…. */
  modelUri: string;
  /** Secret with the credentials of its storage. */
  secret?: string;
  /** What the user named, for the annotation. */
  model: string;
}

/** No image of one's own: the graph's node names server and model, and the operator adds the container. */
export function prepackagedPredictor(version: PrepackagedVersion): Predictor {
  const { server, modelUri, secret, model, startTimeout, options } = version;
  // The operator's own probe ends a server that is still installing packages after a minute.
  const startupProbe = {
    tcpSocket: { port: 'http' },
    periodSeconds: PERIOD,
    failureThreshold: Math.ceil(startTimeout / PERIOD)
  };
  return {
    name: MAIN,
    replicas: options.replicas,
    progressDeadlineSeconds: options.deadline,
    labels: { version: 'v1' },
    annotations: { [`${PREFIX}/model`]: model, ...(options.noEngine ? { 'seldon.io/no-engine': 'true' } : {}) },
    graph: {
      name: GRAPH_NODE,
      type: 'MODEL',
      implementation: server,
      modelUri,
      ...(secret ? { envSecretRefName: secret } : {}),
      ...(options.serviceAccount ? { serviceAccountName: options.serviceAccount } : {})
    },
    componentSpecs: [
      {
        spec: {
          containers: [{ name: GRAPH_NODE, resources: resourcesOf(version), startupProbe }],
          ...placementOf(options)
        },
        ...scalingOf(options)
      }
    ]
  };
}

/** Whether a text is an address that a pod can fetch a model from. */
export const isStore = (text: string): boolean => STORES.test(text);

/** The server that fits a model, or undefined when it is no pyfunc or its files are where no pod can fetch them. */
export function serverFor({ flavors }: Pick<ModelDescription, 'flavors'>, modelUri = ''): string | undefined {
  return isStore(modelUri) && 'python_function' in flavors ? MLFLOW_SERVER : undefined;
}

/** Throws model-unsupported when a server cannot load a model of MLflow from there. */
export function mustFit(server: string, { flavors }: Pick<ModelDescription, 'flavors'>, modelUri = ''): void {
  const reason =
    server !== MLFLOW_SERVER
      ? `It reads a folder in a form of its own; ${MLFLOW_SERVER} reads what MLflow writes.`
      : !isStore(modelUri)
        ? `Its files are at ${modelUri || "the tracking server's own storage"}, and pods fetch from s3, gs, az, https or pvc.`
        : 'python_function' in flavors
          ? undefined
          : `It has no flavor python_function, only ${Object.keys(flavors).join(', ')}.`;
  if (reason) {
    throw new ProblemError({
      code: 'model-unsupported',
      message: `${server} cannot load this model.`,
      reason,
      suggestion: 'Name another address of its files with --model-uri, or leave out --server to build an image.'
    });
  }
}

/** What the way without an image costs, said before it is taken. */
export function prepackagedCosts(server: string): Problem {
  return Problem.parse({
    code: 'model-unsupported',
    severity: 'warning',
    message:
      server === MLFLOW_SERVER
        ? `${server} installs the model's packages each time a pod starts.`
        : `${server} fetches the model each time a pod starts.`,
    reason:
      server === MLFLOW_SERVER
        ? 'Every start and every new copy takes minutes and needs a package index, and nothing was tested here.'
        : 'Its packages are those of the server and not those that the model was made with, and nothing was tested here.',
    suggestion: 'Leave out --server to build an image once: it starts in seconds and is what was tested.'
  });
}
