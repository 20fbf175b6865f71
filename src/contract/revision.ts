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
    owner: z.string().optional(),
    /** What it was made of is gone: it can be neither compared nor brought back. */
    gone: z.boolean().optional()
  })
  .meta({ id: 'Revision' });
export type Revision = z.infer<typeof Revision>;

/** One line of a comparison: in both, only in the first, only in the second. */
export const DiffLine = z.object({ kind: z.enum(['same', 'removed', 'added']), text: z.string() });
export type DiffLine = z.infer<typeof DiffLine>;

/** How one revision differs from another, as lines of YAML. */
export const RevisionDiff = z
  .object({ from: z.number().int(), to: z.number().int(), lines: z.array(DiffLine) })
  .meta({ id: 'RevisionDiff' });
export type RevisionDiff = z.infer<typeof RevisionDiff>;
