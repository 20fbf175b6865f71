import { type ColumnSpec, type TensorSpec } from '../../../src/contract/signature';
import { ModelDescription } from '../../../src/contract/model';

/** A column of a signature; a `?` at the end of its type makes it optional. */
export function column(name: string | undefined, type: string): ColumnSpec {
  const required = !type.endsWith('?');
  return { kind: 'column', name, type: type.replace('?', ''), required, spec: {} };
}

export function tensor(name: string | undefined, dtype: string, shape: number[]): TensorSpec {
  return { kind: 'tensor', name, dtype, shape };
}

/** What MLmodel says of a model, with what a test cares about. */
export function description(more: Partial<ModelDescription> = {}): ModelDescription {
  return ModelDescription.parse({
    flavors: { python_function: {} },
    loaderModule: 'mlflow.sklearn',
    pythonVersion: '3.11.7',
    predictFn: 'predict',
    signature: {},
    ...more
  });
}
