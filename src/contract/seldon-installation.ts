import { z } from 'zod';
import { NamespaceName } from './kubernetes';

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

/** What to install, and where from. Nothing is changed unless `dryRun` is false. */
export const SeldonRequest = z
  .object({
    /** Of the kubeconfig; its current one by default. */
    context: z.string().min(1).optional(),
    /** The last release under the Apache licence by default; from 1.18.0 on, production use needs a subscription. */
    version: z
      .string()
      .regex(/^\d+\.\d+\.\d+(-[\w.]+)?$/, 'a release, such as 1.17.1')
      .optional(),
    /** A chart, its repository or a folder of manifests, for clusters without internet; Seldon's own repository by default. */
    from: z.string().min(1).optional(),
    namespace: NamespaceName.default('seldon-system'),
    /** Ask the cluster about each object and store nothing. */
    dryRun: z.boolean().default(true)
  })
  .meta({ id: 'SeldonRequest' });
export type SeldonRequest = z.infer<typeof SeldonRequest>;
