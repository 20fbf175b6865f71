import type { Predictor } from '../../contract/graph';
import type { KubernetesOptions } from '../../contract/kubernetes';
import { Problem } from '../../contract/problem';
import type { ModelDescription } from '../../contract/model';
import { GRAPH_NODE, MAIN } from './manifest';

/** Where Seldon's storage initializer can fetch from. */
const STORES = /^(s3|gs|az|azure|https?|pvc|hdfs):\/\//;

/** A model that Seldon's own server fetches and loads at start: no image is built. */
export function prepackagedPredictor(
  { modelUri, server, secret }: { modelUri: string; server: string; secret?: string },
  { replicas, deadline }: Pick<KubernetesOptions, 'replicas' | 'deadline'>
): Predictor {
  return {
    name: MAIN,
    replicas,
    progressDeadlineSeconds: deadline,
    graph: { name: GRAPH_NODE, implementation: server, modelUri, ...(secret ? { envSecretRefName: secret } : {}) }
  };
}

/** The server that fits a model, or undefined when it is no pyfunc or its files are where no pod can fetch them. */
export function serverFor({ flavors }: Pick<ModelDescription, 'flavors'>, modelUri: string): string | undefined {
  return STORES.test(modelUri) && 'python_function' in flavors ? 'MLFLOW_SERVER' : undefined;
}

/** What the way without an image costs, said before it is taken. */
export function prepackagedCosts(server: string): Problem {
  return Problem.parse({
    code: 'model-unsupported',
    severity: 'warning',
    message: `${server} installs the model's packages each time a pod starts.`,
    reason:
      'Every start and every new replica takes minutes and needs a package index; what was tested here is not what runs there.',
    suggestion: 'Leave out --server to build an image once: it starts in seconds and is what was tested.'
  });
}
