import { z } from 'zod';
import { type Call, id } from './call';
import { BuiltImage, EngineOffer, Image, ImageDetails, PrunedImage } from './image';
import type { ProblemCode } from './problem';

/** Of an image: the hash of its settings, or its first digits. */
const imageId = z.object({
  id: z.string().regex(/^(sha256:)?[0-9a-f]{12,64}$/, 'the id of an image, or at least 12 digits of it')
});

const ENGINE = ['docker-unreachable', 'docker-refused', 'bad-request'] as const satisfies ProblemCode[];

/** Calls about images, and about the engine that makes them. */
export const imageCalls = {
  writeImageContext: {
    method: 'post',
    path: '/runs/{id}/dockerfile',
    summary: 'Write what any builder of Dockerfiles needs to make the image of a wrapped model; builds nothing',
    params: id,
    body: z.object({ folder: z.string().min(1) }),
    answer: z.object({ folder: z.string(), files: z.array(z.string()) }),
    problems: ['no-such-run', 'run-busy', 'name-taken', 'disk-full', 'not-writable']
  },
  getRunImage: {
    method: 'get',
    path: '/runs/{id}/image',
    summary: 'The image that a run has built',
    params: id,
    answer: Image,
    problems: ['no-such-run', 'no-such-image', 'run-busy']
  },
  examineEngine: {
    method: 'get',
    path: '/engine',
    summary: 'What the Docker Engine can give: memory, cores, GPUs; or why none answers',
    answer: EngineOffer,
    problems: []
  },
  listImages: {
    method: 'get',
    path: '/images',
    summary: 'The images of models on the engine, newest first',
    answer: z.array(BuiltImage),
    problems: ENGINE
  },
  pruneImages: {
    method: 'post',
    path: '/images/prune',
    summary: 'Remove the images that serve nothing any more, or only say which',
    body: z.object({ dryRun: z.boolean().default(false) }),
    answer: z.array(PrunedImage),
    problems: ENGINE
  },
  showImage: {
    method: 'get',
    path: '/images/{id}',
    summary: 'An image: names, labels, and its layers with what is shared',
    params: imageId,
    answer: ImageDetails,
    problems: [...ENGINE, 'no-such-image']
  },
  removeImage: {
    method: 'delete',
    path: '/images/{id}',
    summary: 'Remove an image with all its names; layers that others share stay',
    params: imageId,
    answer: z.object({ removed: z.array(z.string()) }),
    problems: [...ENGINE, 'no-such-image', 'image-in-use']
  }
} as const satisfies Record<string, Call>;
