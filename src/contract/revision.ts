import { z } from 'zod';

/** Something that was deployed under a name. */
export const Revision = z
  .object({
    revision: z.number().int(),
    model: z.string(),
    /** The pipeline run that made it. */
    run: z.string(),
    createdAt: z.string(),
    current: z.boolean(),
    /** Of a deployment on a cluster: by digest where it was pushed. */
    image: z.string().optional(),
    verdict: z.string().optional(),
    /** Who deployed it. */
    owner: z.string().optional()
  })
  .meta({ id: 'Revision' });
export type Revision = z.infer<typeof Revision>;
