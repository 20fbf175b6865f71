import { z } from 'zod';

/** How an image is made: by s2i, or from a Dockerfile by the engine's own builder. */
export const BUILDERS = ['s2i', 'docker'] as const;
export const BuilderName = z.enum(BUILDERS);
export type BuilderName = z.infer<typeof BuilderName>;

/** An image of a wrapped model. Sizes in bytes. */
export const Image = z
  .object({
    /** Its name with a tag, for example `registry:5000/team/churn:1.2`. */
    reference: z.string(),
    /** `sha256:…` of its configuration: equal on every engine. */
    id: z.string(),
    /** `name@sha256:…` as a registry knows it; absent until it was pushed. A cluster pulls this one. */
    digest: z.string().optional(),
    /** For example `linux/amd64`. */
    platform: z.string(),
    size: z.number(),
    /** What this model alone takes, above the layers with its packages. */
    ownSize: z.number(),
    builder: BuilderName,
    /** The image that it was built on. */
    base: z.string(),
    /** Key of the layer with the packages: hash of lock, Python, platform and builder image. */
    dependencies: z.string(),
    /** Version and content hash of what serves the model in it. */
    server: z.string()
  })
  .meta({ id: 'Image' });
export type Image = z.infer<typeof Image>;

/** An image that this product built and that is on the engine now. */
export const BuiltImage = z
  .object({
    reference: z.string(),
    id: z.string(),
    digest: z.string().optional(),
    /** The model that it was built from. */
    model: z.string(),
    size: z.number(),
    createdAt: z.string(),
    /** Deployments whose containers run it. */
    usedBy: z.array(z.string())
  })
  .meta({ id: 'BuiltImage' });
export type BuiltImage = z.infer<typeof BuiltImage>;
