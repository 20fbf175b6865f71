import { z } from 'zod';

/**
 * `checks.json` beside a wrapped model: what any answer must look like, and the requests that are compared with the
 * logged model's own answers. Stricter than Seldon's contract.json, which cannot say dtype, class set or parity.
 */
export const OutputCheck = z.object({
  /** Column or tensor name; absent when the output has none. */
  name: z.string().optional(),
  /** float, int, bool, string, or any. */
  dtype: z.enum(['float', 'int', 'bool', 'string', 'any']),
  /** Closed range of numbers, both ends included. */
  range: z.tuple([z.number(), z.number()]).optional(),
  /** The only values that may be answered. */
  classes: z.array(z.union([z.string(), z.number(), z.boolean()])).optional(),
  nullable: z.boolean().default(false)
});
export type OutputCheck = z.infer<typeof OutputCheck>;

/** A request and what must come back. `request` is a Seldon message, sent as it is. */
export const CheckCase = z.object({
  name: z.string(),
  request: z.record(z.string(), z.unknown()),
  /**
   * `parity`: the logged model answers the same input and both answers are compared.
   * `shape`: only the outputs' checks hold. `refused`: a 4xx with a reason must come back.
   */
  expect: z.enum(['parity', 'shape', 'refused']),
  /** Rows in the request, hence in the answer; absent when the answer need not have as many. */
  rows: z.number().int().optional()
});
export type CheckCase = z.infer<typeof CheckCase>;

export const Checks = z
  .object({
    version: z.literal(1),
    /** `data`: rows under `data`; `json`: one object under `jsonData`; `text`: `strData`; `unknown`: not known. */
    answer: z.enum(['data', 'json', 'text', 'unknown']),
    outputs: z.array(OutputCheck),
    /** |ours - theirs| <= absolute + relative * |theirs| */
    tolerance: z.object({ absolute: z.number(), relative: z.number() }),
    cases: z.array(CheckCase)
  })
  .meta({ id: 'Checks' });
export type Checks = z.infer<typeof Checks>;
