import { z } from 'zod';
import type { ProblemError } from '../../contract/problem';
import type { ColumnSpec, ParamSpec, Signature, TensorSpec } from '../../contract/signature';

type Malformed = (reason: string, detail?: string, cause?: unknown) => ProblemError;

const name = z
  .union([z.string(), z.number()])
  .nullish()
  .transform(value => (value === null || value === undefined ? undefined : String(value)));

const Tensor = z.object({
  type: z.literal('tensor'),
  name,
  'tensor-spec': z.object({ dtype: z.string(), shape: z.array(z.number().int()) })
});
/** `required` is of 2.10 and newer; 2.4 to 2.9 wrote `optional`. */
const Column = z.looseObject({
  type: z.union([z.string(), z.record(z.string(), z.unknown())]),
  name,
  required: z.boolean().nullish(),
  optional: z.boolean().nullish()
});
const Param = z.object({
  name: z.string(),
  type: z
    .union([z.string(), z.record(z.string(), z.unknown())])
    .transform(type => (typeof type === 'string' ? type : String(type.type ?? 'object'))),
  default: z
    .unknown()
    .optional()
    .transform(value => value ?? null),
  shape: z
    .array(z.number().int())
    .nullish()
    .transform(shape => shape ?? null)
});

const Entry = z.union([
  Tensor.transform((entry): TensorSpec => ({ kind: 'tensor', name: entry.name, ...entry['tensor-spec'] })),
  Column.transform(({ required, optional, ...spec }): ColumnSpec => ({
    kind: 'column',
    name: spec.name,
    type: typeof spec.type === 'string' ? spec.type : String(spec.type.type ?? 'any'),
    required: required ?? optional !== true,
    spec: { ...spec, required: required ?? optional !== true }
  }))
]);

const PARTS = z.object({ inputs: z.unknown(), outputs: z.unknown(), params: z.unknown() }).partial();

/** The part `signature` of an MLmodel; inputs, outputs and params are JSON texts inside the YAML, each may be absent. */
export function parseSignature(signature: unknown, malformed: Malformed): Signature {
  const parts = PARTS.nullish().safeParse(signature);
  if (!parts.success) {
    throw malformed('Its signature is not one.', parts.error.message, parts.error);
  }
  const read = <S extends z.ZodType>(part: 'inputs' | 'outputs' | 'params', schema: S): z.output<S>[] | undefined => {
    const value = json(parts.data?.[part]);
    if (value === undefined || value === null) {
      return undefined;
    }
    const list = z.array(schema).safeParse(value);
    if (!list.success) {
      throw malformed(`The ${part} of its signature are not readable.`, list.error.message, list.error);
    }
    return list.data;
  };
  const params: ParamSpec[] | undefined = read('params', Param);
  return { inputs: read('inputs', Entry), outputs: read('outputs', Entry), params };
}

/** Python writes NaN and Infinity, which JSON does not have. */
function json(value: unknown): unknown {
  if (typeof value !== 'string') {
    return value;
  }
  try {
    return JSON.parse(value);
  } catch {
    try {
      return JSON.parse(value.replace(/([[:,]\s*)(-?Infinity|NaN)(?=\s*[\],}])/g, '$1"$2"'));
    } catch {
      return value;
    }
  }
}
