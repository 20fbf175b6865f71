import type { ModelDescription } from '../../contract/model';
import type { ColumnSpec, TensorSpec } from '../../contract/signature';
import { numberText } from '../../tools/exact-json';
import type { Example } from './example';

/** One entry of Seldon's contract.json; see testing/contract-file.ts, which reads it. */
type Item = Record<string, unknown>;

const COLUMN_NUMBERS: Record<string, 'FLOAT' | 'INT'> = {
  double: 'FLOAT',
  float: 'FLOAT',
  long: 'INT',
  integer: 'INT'
};
/** What a column without an example is sent. */
const PLACEHOLDERS: Record<string, unknown[]> = {
  string: ['text'],
  boolean: [true, false],
  datetime: ['2024-01-01T00:00:00'],
  binary: ['AA==']
};
const OPEN = ['inf', 'inf'];

/**
 * `contract.json` in Seldon's format from the signature, ranges and categories from the example. Undefined where the
 * format has no words for what the model takes: several tensors, nested values, no signature.
 */
export function contractOf({ signature }: ModelDescription, example: Example | undefined): object | undefined {
  const features = featuresOf(signature.inputs, example);
  return features && { features, targets: targetsOf(signature.outputs) };
}

function featuresOf(inputs: (ColumnSpec | TensorSpec)[] | undefined, example: Example | undefined): Item[] | undefined {
  if (!inputs?.length) {
    return undefined;
  }
  if (inputs[0]!.kind === 'tensor') {
    return inputs.length === 1 ? tensorFeatures(inputs[0]! as TensorSpec, example) : undefined;
  }
  const columns = inputs as ColumnSpec[];
  const cells = columns.map((column, place) => cellsOf(column, place, example));
  // An optional column that the example lacks is left out of requests.
  const sent = columns
    .map((column, place) => ({ column, place, cells: cells[place] }))
    .filter(({ column, cells: found }) => column.required || found !== undefined);
  const features = sent.map(({ column, place, cells: found }) => columnFeature(column, String(place), found));
  return features.every(feature => feature !== undefined) ? features : undefined;
}

function cellsOf({ name }: ColumnSpec, place: number, example: Example | undefined): unknown[] | undefined {
  if (example?.kind !== 'table') {
    return undefined;
  }
  const index = example.names ? example.names.indexOf(name ?? String(place)) : place;
  return index < 0 ? undefined : example.rows.map(row => row[index]);
}

function columnFeature({ name, type }: ColumnSpec, place: string, cells: unknown[] | undefined): Item | undefined {
  const known = cells?.filter(cell => cell !== null && cell !== undefined) ?? [];
  const dtype = COLUMN_NUMBERS[type];
  if (dtype) {
    return { name: name ?? place, dtype, ftype: 'continuous', range: rangeOf(known, dtype) };
  }
  const placeholder = PLACEHOLDERS[type];
  if (!placeholder) {
    return undefined;
  }
  const values = type === 'boolean' ? placeholder : [...new Set(known)].filter(cell => typeof cell === 'string');
  return { name: name ?? place, ftype: 'categorical', values: values.length > 0 ? values : placeholder };
}

function tensorFeatures({ name, dtype, shape }: TensorSpec, example: Example | undefined): Item[] | undefined {
  const number = /^float\d+$/.test(dtype) ? 'FLOAT' : /^u?int\d+$/.test(dtype) ? 'INT' : undefined;
  if (!number || shape.length < 2) {
    return undefined;
  }
  const value = example?.kind === 'array' ? example.value : undefined;
  const found = value && shapeOf(value);
  const sizes = shape.slice(1).map((size, place) => (size > 0 ? size : (found?.[place + 1] ?? 1)));
  const range = rangeOf(value ? (value.flat(Infinity as 1) as unknown[]) : [], number);
  return [{ name: name ?? 'x', dtype: number, ftype: 'continuous', range, shape: sizes }];
}

function targetsOf(outputs: (ColumnSpec | TensorSpec)[] | undefined): Item[] {
  if (!outputs || outputs.length !== 1) {
    return (outputs ?? []).every(output => output.kind === 'column' && COLUMN_NUMBERS[output.type])
      ? (outputs ?? []).map((output, place) => ({
          name: output.name ?? `t:${place}`,
          dtype: COLUMN_NUMBERS[(output as ColumnSpec).type],
          ftype: 'continuous',
          range: OPEN
        }))
      : [];
  }
  const [output] = outputs as [ColumnSpec | TensorSpec];
  const type = output.kind === 'tensor' ? output.dtype : output.type;
  const dtype = /^(float\d*|double)$/.test(type) ? 'FLOAT' : /^(long|integer|u?int\d+)$/.test(type) ? 'INT' : undefined;
  const shape = output.kind === 'tensor' ? output.shape.slice(1) : [];
  return dtype && shape.every(size => size > 0)
    ? [{ name: output.name ?? 'y', dtype, ftype: 'continuous', range: OPEN, ...(shape.length ? { shape } : {}) }]
    : [];
}

/** Smallest and largest number, when there is some room between them. */
function rangeOf(cells: unknown[], dtype: 'FLOAT' | 'INT'): unknown[] {
  const numbers = cells.flatMap(cell => Number(numberText(cell) ?? NaN)).filter(Number.isFinite);
  const low = numbers.reduce((least, number) => Math.min(least, number), Infinity);
  const high = numbers.reduce((most, number) => Math.max(most, number), -Infinity);
  const safe = dtype === 'FLOAT' || (Number.isSafeInteger(low) && Number.isSafeInteger(high));
  return low < high && safe ? [low, high] : numbers.length > 0 && safe ? [low, low + 1] : OPEN;
}

function shapeOf(value: unknown): number[] {
  return Array.isArray(value) ? [value.length, ...shapeOf(value[0])] : [];
}
