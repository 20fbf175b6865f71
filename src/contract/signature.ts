import { z } from 'zod';

/** One input or output column of a table. `type` is MLflow's name: double, long, string, array, object, … */
export const ColumnSpec = z.object({
  kind: z.literal('column'),
  name: z.string().optional(),
  type: z.string(),
  required: z.boolean(),
  /** The whole of MLflow's own entry; nested types (array, object, map) are read from it. */
  spec: z.record(z.string(), z.unknown())
});
export type ColumnSpec = z.infer<typeof ColumnSpec>;

/** One input or output array. `shape` holds -1 where the size is free; `dtype` is numpy's name. */
export const TensorSpec = z.object({
  kind: z.literal('tensor'),
  name: z.string().optional(),
  dtype: z.string(),
  shape: z.array(z.number().int())
});
export type TensorSpec = z.infer<typeof TensorSpec>;

/** A parameter of a call beside its data. `default` is a JSON value; `shape` is null for a scalar. */
export const ParamSpec = z.object({
  name: z.string(),
  type: z.string(),
  default: z.unknown(),
  shape: z.array(z.number().int()).nullable()
});
export type ParamSpec = z.infer<typeof ParamSpec>;

/** What a model takes and gives; an absent part was not logged. */
export const Signature = z.object({
  inputs: z.array(z.discriminatedUnion('kind', [ColumnSpec, TensorSpec])).optional(),
  outputs: z.array(z.discriminatedUnion('kind', [ColumnSpec, TensorSpec])).optional(),
  params: z.array(ParamSpec).optional()
});
export type Signature = z.infer<typeof Signature>;
