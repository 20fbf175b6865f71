/**
 * One thing that is wrong with a manifest. The stages are those of the API server, in its order: one stage's errors hide
 * the next's. `field` is written as Kubernetes writes it: spec.predictors[0].graph.
 */
export interface FieldError {
  stage: 'decoding' | 'schema' | 'webhook';
  field: string;
  /** The value that does not fit, where the stage names it. */
  value?: string;
  message: string;
}

export type Path = readonly (string | number)[];

/** spec.predictors[0].graph, of its parts. */
export function fieldOf(path: Path): string {
  return path
    .map(part => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
}

export const unknownField = (path: Path): FieldError => ({
  stage: 'decoding',
  field: fieldOf(path),
  message: 'unknown field'
});

export const schemaError = (path: Path, message: string, value?: unknown): FieldError => ({
  stage: 'schema',
  field: fieldOf(path),
  ...(value === undefined ? {} : { value: typeof value === 'string' ? value : JSON.stringify(value) }),
  message
});

export const refused = (path: Path, value: string, message: string): FieldError => ({
  stage: 'webhook',
  field: fieldOf(path),
  value,
  message
});
