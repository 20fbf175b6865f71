import { z } from 'zod';
import { Problem } from './problem';

/** How an image is made: by s2i, or from a Dockerfile by the engine's own builder, or by BuildKit without an engine. */
export const BUILDERS = ['s2i', 'docker', 'buildkit'] as const;
export const BuilderName = z.enum(BUILDERS);
export type BuilderName = z.infer<typeof BuilderName>;

/** An image of a wrapped model. Sizes in bytes; 0 when the builder does not say them, as BuildKit. */
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
    usedBy: z.array(z.string()),
    /** What the test of the newest of them found; absent when none runs it, or none was tested. */
    verdict: z.string().optional()
  })
  .meta({ id: 'BuiltImage' });
export type BuiltImage = z.infer<typeof BuiltImage>;

/** An image that served nothing any more. */
export const PrunedImage = z
  .object({
    reference: z.string(),
    id: z.string(),
    /** Bytes that it alone took. */
    size: z.number()
  })
  .meta({ id: 'PrunedImage' });
export type PrunedImage = z.infer<typeof PrunedImage>;

/** One layer of an image. `model` is this image's alone; `packages` and `builder` are shared with other images. */
export const ImageLayer = z.object({
  /** In bytes. */
  size: z.number(),
  /** What made it: a step of a Dockerfile, or the builder's command. */
  createdBy: z.string(),
  part: z.enum(['model', 'packages', 'builder'])
});
export type ImageLayer = z.infer<typeof ImageLayer>;

/** A built image with what it consists of. */
export const ImageDetails = BuiltImage.extend({
  /** For example `linux/amd64`. */
  platform: z.string(),
  /** What this model alone takes, in bytes. */
  ownSize: z.number(),
  /** All its names with tags. */
  references: z.array(z.string()),
  labels: z.record(z.string(), z.string()),
  /** Newest first; those that hold nothing are left out. */
  layers: z.array(ImageLayer)
}).meta({ id: 'ImageDetails' });
export type ImageDetails = z.infer<typeof ImageDetails>;

/** An engine that the Docker client's settings name. */
export const DockerContext = z.object({ name: z.string(), host: z.string(), current: z.boolean() });
export type DockerContext = z.infer<typeof DockerContext>;

/** What the Docker Engine of this user can give: to who builds an image, and to a container. */
export const EngineOffer = z
  .object({
    /** Why there is none that answers; then nothing below but the contexts is known. */
    problem: Problem.optional(),
    version: z.string().optional(),
    /** `linux/amd64`, as images name it. */
    platform: z.string().optional(),
    /** Its address, without a login. */
    host: z.string().optional(),
    /** Cores, and memory in bytes, of its machine. */
    cpus: z.number().optional(),
    memory: z.number().optional(),
    /** How it gives containers the machine's GPUs; `unknown`: it names none and may have some all the same. */
    gpus: z.enum(['cdi', 'runtime', 'unknown']).optional(),
    /** Ids of the GPUs that it names. */
    gpuIds: z.array(z.string()),
    /** Version of s2i, where there is one. */
    s2i: z.string().optional(),
    /** Version of a BuildKit that needs no engine, where one answers. */
    buildkit: z.string().optional(),
    contexts: z.array(DockerContext)
  })
  .meta({ id: 'EngineOffer' });
export type EngineOffer = z.infer<typeof EngineOffer>;
