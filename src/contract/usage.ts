import { z } from 'zod';
import { ComponentType, RuntimeName } from './component';
import { Signature } from './signature';

/** How a wrapped model is asked: what a test form, a curl line or a notebook cell is made from. */
export const ModelUsage = z
  .object({
    type: ComponentType,
    /** The method of the model that answers. */
    method: z.string(),
    runtime: RuntimeName,
    /** A request that it answers, as JSON text in one line: numbers are written as the model wants them. */
    example: z.string().optional(),
    /** Absent when none was logged. */
    signature: Signature.optional()
  })
  .meta({ id: 'ModelUsage' });
export type ModelUsage = z.infer<typeof ModelUsage>;

/** A request to a deployment. JSON as text, so that no number changes on its way. */
export const PredictionRequest = z
  .object({
    /** A Seldon message. */
    request: z.string().min(1),
    /** Seconds that the answer may take. */
    seconds: z.number().int().min(1).max(600).default(60)
  })
  .meta({ id: 'PredictionRequest' });
export type PredictionRequest = z.infer<typeof PredictionRequest>;

/** What the deployment answered, also when it refused. */
export const Prediction = z
  .object({
    status: z.number().int(),
    /** The answer's body: JSON text, or plain text when it is no JSON. */
    answer: z.string(),
    milliseconds: z.number()
  })
  .meta({ id: 'Prediction' });
export type Prediction = z.infer<typeof Prediction>;
