import { z } from 'zod';
import { numberText } from '../../tools/exact-json';

const Rows = z.object({
  data: z.object({ names: z.array(z.string()).nullish(), ndarray: z.array(z.unknown()).min(1) }),
  meta: z.undefined().optional()
});

const WHOLE = /^-?\d+$/;

/**
 * The same request for the Open Inference Protocol (V2): one input for each named column, or one array. Undefined where
 * V2 cannot say it: missing values, lists in cells, rows of mixed types without names, parameters.
 */
export function v2RequestOf(request: Record<string, unknown>): Record<string, unknown> | undefined {
  const message = Rows.safeParse(request);
  if (!message.success) {
    return undefined;
  }
  const { names, ndarray } = message.data.data;
  if (!names?.length) {
    const shape = shapeOf(ndarray);
    const input = shape && inputOf('input-0', shape, ndarray.flat(Infinity as 1));
    return input && { inputs: [input] };
  }
  const inputs = names.map((name, column) => {
    const cells = ndarray.map(row =>
      Array.isArray(row) && row.length === names.length ? (row[column] as unknown) : null
    );
    return inputOf(name, [cells.length], cells);
  });
  return inputs.every(input => input !== undefined) ? { inputs } : undefined;
}

function inputOf(name: string, shape: number[], data: unknown[]) {
  const types = new Set(data.map(datatypeOf));
  if (types.has('FP64') && types.has('INT64')) {
    types.delete('INT64');
  }
  const [datatype] = types;
  return types.size === 1 && datatype ? { name, shape, datatype, data } : undefined;
}

function datatypeOf(cell: unknown): 'BYTES' | 'BOOL' | 'INT64' | 'FP64' | undefined {
  const number = numberText(cell);
  if (number !== undefined) {
    return WHOLE.test(number) ? 'INT64' : 'FP64';
  }
  return typeof cell === 'string' ? 'BYTES' : typeof cell === 'boolean' ? 'BOOL' : undefined;
}

/** The sizes of a nested list; undefined when it is ragged. */
function shapeOf(value: unknown): number[] | undefined {
  if (!Array.isArray(value)) {
    return [];
  }
  const [first, ...others] = value.map(shapeOf);
  return first && others.every(other => String(other) === String(first)) ? [value.length, ...first] : undefined;
}
