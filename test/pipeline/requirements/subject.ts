import type { ModelDescription } from '../../../src/contract/model';
import { rewriteRequirements, type RewriteSubject } from '../../../src/pipeline/requirements';

/** A scikit-learn model of MLflow 3.1 in the folder `model`, to be served on Linux without a GPU, but for the changes. */
export function subject({
  description,
  ...changes
}: Partial<Omit<RewriteSubject, 'description'>> & {
  description?: Partial<ModelDescription>;
} = {}): RewriteSubject {
  return {
    description: {
      flavors: { python_function: { loader_module: 'mlflow.sklearn' }, sklearn: { sklearn_version: '1.7.2' } },
      loaderModule: 'mlflow.sklearn',
      mlflowVersion: '3.1.4',
      predictFn: 'predict',
      signature: {},
      ...description
    },
    platform: 'linux',
    gpu: false,
    files: ['MLmodel', 'model.pkl', 'requirements.txt'],
    modelFolder: 'model',
    ...changes
  };
}

/** A custom model, pickled or in code. */
export const CUSTOM: Partial<ModelDescription> = {
  flavors: { python_function: { loader_module: 'mlflow.pyfunc.model', code: 'code' } },
  loaderModule: 'mlflow.pyfunc.model'
};

/** What every model has, so that nothing but the lines of a test is of interest. */
export const COMPLETE = ['mlflow-skinny==3.1.4', 'pandas==2.3.3', 'numpy==2.2.6', 'scikit-learn==1.7.2'];

/** What becomes of some lines beside `COMPLETE`. */
export function rewritten(lines: string[], changes: Parameters<typeof subject>[0] = {}) {
  const result = rewriteRequirements({ lines: [...COMPLETE, ...lines] }, subject(changes));
  return { ...result, lines: result.requirements.filter(line => !COMPLETE.includes(line)) };
}
