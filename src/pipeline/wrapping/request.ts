import type { ModelDescription } from '../../contract/model';
import type { ColumnSpec, Signature, TensorSpec } from '../../contract/signature';
import type { Example } from './example';

/** A Seldon message and the rows in it; rows are absent where the request has none. */
export interface ModelRequest {
  request: Record<string, unknown>;
  rows?: number;
}

/** Rows of an example that are sent; more would only make tests and documents long. */
const MOST_ROWS = 5;
/** Values of a made-up tensor; a larger one is not made. */
const MOST_VALUES = 100_000;

const WHOLE = /^u?int\d*$/;
const NUMERIC = /^(float|double|integer|long|boolean|bool|u?int\d*|float\d+)$/;

/** The request that an example makes. `most`: rows of it that are sent. */
export function requestOf(example: Example, signature: Signature, most = MOST_ROWS): ModelRequest {
  const meta = example.params ? { meta: { tags: example.params } } : {};
  switch (example.kind) {
    case 'table': {
      const rows = example.rows.slice(0, most);
      const names = example.names && !unnamed(signature) ? { names: example.names } : {};
      return { request: { data: { ...names, ndarray: rows }, ...meta }, rows: rows.length };
    }
    case 'array': {
      const rows = example.value.slice(0, most);
      return { request: { data: { ndarray: rows }, ...meta }, rows: rows.length };
    }
    case 'tensors':
      return { request: { jsonData: { inputs: example.value }, ...meta } };
    case 'json':
      return { request: { jsonData: example.value, ...meta } };
    case 'text':
      return { request: { strData: example.value, ...meta } };
  }
}

/**
 * An example made from the signature alone, where numbers will do: a text could be anything. Undefined where the
 * signature asks for more.
 */
export function exampleFrom({ signature }: ModelDescription): Example | undefined {
  const { inputs } = signature;
  if (!inputs?.length) {
    return undefined;
  }
  if (inputs[0]!.kind === 'tensor') {
    return tensorsFrom(inputs as TensorSpec[]);
  }
  const columns = (inputs as ColumnSpec[]).filter(({ required }) => required);
  if (columns.length === 0 || !columns.every(({ type }) => NUMERIC.test(type))) {
    return undefined;
  }
  const names = columns.flatMap(({ name }) => (name === undefined ? [] : [name]));
  return {
    kind: 'table',
    names: names.length === columns.length ? names : undefined,
    rows: [columns.map(({ type }) => (type === 'boolean' ? false : 1))]
  };
}

function tensorsFrom(inputs: TensorSpec[]): Example | undefined {
  const sizes = inputs.map(({ shape }) => shape.map((size, place) => (size > 0 ? size : place === 0 ? 2 : 1)));
  const values = sizes.map(shape => shape.reduce((product, size) => product * size, 1));
  if (!inputs.every(({ dtype }) => NUMERIC.test(dtype)) || values.some(count => count === 0 || count > MOST_VALUES)) {
    return undefined;
  }
  const arrays = inputs.map(({ dtype }, place) =>
    filled(sizes[place]!, WHOLE.test(dtype) ? 1 : dtype === 'bool' ? false : 0.5)
  );
  return inputs.length === 1
    ? { kind: 'array', value: arrays[0] as unknown[] }
    : {
        kind: 'tensors',
        value: Object.fromEntries(inputs.map(({ name }, place) => [name ?? String(place), arrays[place]]))
      };
}

function filled([size = 0, ...rest]: number[], value: number | boolean): unknown {
  return Array.from({ length: size }, () => (rest.length ? filled(rest, value) : value));
}

function unnamed({ inputs }: Signature): boolean {
  return inputs !== undefined && inputs.every(({ name }) => name === undefined);
}
