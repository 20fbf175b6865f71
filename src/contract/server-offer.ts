import { z } from 'zod';

/** One of Seldon's own servers, as a way to deploy a model without building an image. */
export const ServerOffer = z
  .object({
    /** A name in the operator's configuration, such as MLFLOW_SERVER. */
    server: z.string(),
    /** Whether it can serve this model from where it is kept. */
    fits: z.boolean(),
    /** Whether it is the better way here. */
    recommended: z.boolean(),
    /** Why, or why not. */
    because: z.string(),
    /** What it costs, a sentence each. */
    costs: z.array(z.string()),
    /** Where the model would be fetched. */
    modelUri: z.string().optional()
  })
  .meta({ id: 'ServerOffer' });
export type ServerOffer = z.infer<typeof ServerOffer>;
