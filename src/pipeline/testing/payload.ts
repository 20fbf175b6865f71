import { z } from 'zod';
import { clip } from './sentence';

/** What is inside an answer, whatever its encoding was. */
export type Payload =
  | { kind: 'data'; value: unknown[]; names: string[] }
  | { kind: 'json'; value: unknown }
  | { kind: 'text'; value: string };

const Size = z.union([z.number().int(), z.bigint()]).transform(Number);
const Data = z.object({
  names: z.array(z.string()).nullish(),
  ndarray: z.array(z.unknown()).optional(),
  tensor: z.object({ shape: z.array(Size), values: z.array(z.unknown()) }).optional()
});
const Message = z.object({ data: Data.optional(), jsonData: z.unknown().optional(), strData: z.string().optional() });

const Output = z.object({ name: z.string(), shape: z.array(Size), data: z.array(z.unknown()) });
const V2 = z.object({ outputs: z.array(Output).min(1) });

/** The payload of a Seldon answer, or one sentence why there is none. Never throws. */
export function payloadOf(body: unknown): Payload | string {
  const message = Message.safeParse(body);
  if (!message.success) {
    return typeof body === 'string' ? `the answer is not JSON: ${clip(body)}` : `no Seldon message: ${clip(body)}`;
  }
  const { data, strData } = message.data;
  if (data?.ndarray) {
    return { kind: 'data', value: data.ndarray, names: data.names ?? [] };
  }
  if (data?.tensor) {
    const value = nested(data.tensor.values, data.tensor.shape);
    return value ? { kind: 'data', value, names: data.names ?? [] } : 'the values of the tensor do not fill its shape';
  }
  if (strData !== undefined) {
    return { kind: 'text', value: strData };
  }
  return 'jsonData' in (body as object)
    ? { kind: 'json', value: message.data.jsonData }
    : `neither data, jsonData nor strData in the answer: ${clip(body)}`;
}

/** The payload of an Open Inference (V2) answer: one output is an array, several are columns; or why there is none. */
export function payloadOfV2(body: unknown): Payload | string {
  const answer = V2.safeParse(body);
  if (!answer.success) {
    return `no V2 answer: ${clip(body)}`;
  }
  const arrays = answer.data.outputs.map(({ data, shape }) => nested(data.flat(Infinity as 1), shape));
  if (arrays.some(array => array === undefined)) {
    return 'the values of an output do not fill its shape';
  }
  const columns = arrays as unknown[][];
  if (columns.length === 1) {
    return { kind: 'data', value: columns[0]!, names: [] };
  }
  const cell = (value: unknown) => (Array.isArray(value) && value.length === 1 ? value[0] : value);
  return {
    kind: 'data',
    value: columns[0]!.map((_, row) => columns.map(column => cell(column[row]))),
    names: answer.data.outputs.map(({ name }) => name)
  };
}

function nested(values: unknown[], shape: number[]): unknown[] | undefined {
  const size = shape.reduce((product, length) => product * length, 1);
  if (size !== values.length || shape.length === 0 || shape.some(length => length < 0)) {
    return undefined;
  }
  const [length, ...rest] = shape as [number, ...number[]];
  if (rest.length === 0) {
    return values;
  }
  const part = length ? size / length : 0;
  return Array.from({ length }, (_, row) => nested(values.slice(row * part, (row + 1) * part), rest) ?? []);
}
