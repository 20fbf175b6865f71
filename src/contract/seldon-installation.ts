import { z } from 'zod';

/** One object of an installation; of a dry run: what would become of it. */
export const AppliedObject = z.object({
  kind: z.string(),
  name: z.string(),
  change: z.enum(['created', 'changed', 'same'])
});
export type AppliedObject = z.infer<typeof AppliedObject>;

/** What installing Seldon Core did, or would do. */
export const SeldonInstallation = z
  .object({
    version: z.string(),
    namespace: z.string(),
    dryRun: z.boolean(),
    objects: z.array(AppliedObject),
    /** Images that the cluster must be able to pull. */
    images: z.array(z.string())
  })
  .meta({ id: 'SeldonInstallation' });
export type SeldonInstallation = z.infer<typeof SeldonInstallation>;
