import type { CheckCase } from '../../contract/checks';
import type { ModelDescription } from '../../contract/model';
import type { ColumnSpec, TensorSpec } from '../../contract/signature';
import type { Example } from './example';
import { requestOf } from './request';

/** A value that a column of a type cannot hold, and how that is said. */
const MISFITS: Record<string, [string, unknown][]> = {
  double: [['a text for a number', 'many']],
  float: [['a text for a number', 'many']],
  long: [
    ['a fraction for a whole number', 1.5],
    ['a text for a whole number', '3'],
    ['no value for a whole number', null]
  ],
  integer: [
    ['a fraction for a whole number', 1.5],
    ['a number beyond 32 bits', 3e10],
    ['no value for a whole number', null]
  ],
  boolean: [['a text for true or false', 'false']],
  string: [['a number for a text', 5]],
  datetime: [['a text that is no time', 'yesterday']],
  binary: [['a text that is not base64', '%%%']]
};

/** Requests that do not fit the signature; each must be refused with a reason. None where the signature is not known. */
export function refusedCases({ signature }: ModelDescription, example: Example | undefined): CheckCase[] {
  const { inputs } = signature;
  if (!inputs?.length || !example) {
    return [];
  }
  const { request } = requestOf(example, signature, 1);
  if (inputs[0]!.kind === 'tensor') {
    return inputs.length === 1
      ? tensorCases(inputs[0]! as TensorSpec)
      : [refused('tensors as rows', { data: { ndarray: [[1]] } })];
  }
  return example.kind === 'table' ? columnCases(inputs as ColumnSpec[], request.data as Data) : [];
}

interface Data {
  names?: string[];
  ndarray: unknown[][];
}

function columnCases(inputs: ColumnSpec[], { names, ndarray }: Data): CheckCase[] {
  const row = ndarray[0] ?? [];
  const named = names ? { names } : {};
  const misfits = inputs.flatMap((spec, place) => {
    const index = names ? names.indexOf(spec.name ?? '') : place;
    return index < 0 || index >= row.length
      ? []
      : (MISFITS[spec.type] ?? []).map(([name, value]) => ({ name, value, index }));
  });
  // One column of each kind is enough.
  const first = misfits.filter(({ name }, place) => misfits.findIndex(other => other.name === name) === place);
  return [
    ...first.map(({ name, value, index }) =>
      refused(name, { data: { ...named, ndarray: [row.map((cell, place) => (place === index ? value : cell))] } })
    ),
    refused('no rows', { data: { ...named, ndarray: [] } }),
    ...(inputs.every(({ required }) => required)
      ? [refused('a value too many in a row', { data: { ndarray: [[...row, ...row, 0]] } })]
      : []),
    ...(row.length > 1
      ? [refused('rows of different lengths', { data: { ...named, ndarray: [row, row.slice(1)] } })]
      : [])
  ];
}

function tensorCases({ dtype, shape }: TensorSpec): CheckCase[] {
  const numeric = /^(u?int|float)\d+$/.test(dtype);
  const fixed = shape.slice(1);
  return [
    refused('no rows', { data: { ndarray: [] } }),
    ...(numeric ? [refused('texts for numbers', { data: { ndarray: [['many']] } })] : []),
    ...(fixed.length > 0 && fixed.every(size => size > 0)
      ? [refused('rows of another size', { data: { ndarray: [Array.from({ length: product(fixed) + 1 }, () => 1)] } })]
      : [])
  ];
}

function refused(name: string, request: Record<string, unknown>): CheckCase {
  return { name, request, expect: 'refused' };
}

function product(sizes: number[]): number {
  return sizes.reduce((all, size) => all * size, 1);
}
