import type { BuiltImage, ImageDetails, ImageLayer } from '../../contract/image';
import { ProblemError } from '../../contract/problem';
import type { Docker, ImageState, ImageStep } from '../../tools/docker';
import { isReference } from '../../tools/docker/reference';
import { listImages } from './image-list';
import { LABELS } from './labels';

/** A built image by its id or a name, with its layers. Throws no-such-image, docker-unreachable. */
export async function imageDetails(docker: Docker, id: string): Promise<ImageDetails> {
  const { image, state } = await imageOf(docker, id);
  const layers = await layersOf(docker, state);
  return {
    ...image,
    platform: state.platform,
    references: state.references,
    labels: state.labels,
    layers,
    ownSize: layers.filter(({ part }) => part === 'model').reduce((sum, { size }) => sum + size, 0)
  };
}

/** An image of a model by its id, the first digits of it (at least twelve), or any of its names. Throws no-such-image, docker-unreachable. */
export async function imageOf(docker: Docker, which: string): Promise<{ image: BuiltImage; state: ImageState }> {
  const images = await listImages(docker);
  const id = images.find(image => begins(image.id, which))?.id ?? (await idOf(docker, which));
  const image = images.find(each => each.id === id);
  const state = image && (await docker.images.inspect(image.id));
  if (!image || !state) {
    throw noSuchImage(which);
  }
  return { image, state };
}

/** As many digits as are shown, or more: fewer could be the name of another image, and none begins every id. */
const DIGITS = /^(sha256:)?[0-9a-f]{12,64}$/;

/** Whether a text is the first digits of an id, or all of it. */
function begins(id: string, text: string): boolean {
  return DIGITS.test(text) && id.replace('sha256:', '').startsWith(text.replace('sha256:', ''));
}

async function idOf({ images }: Docker, name: string): Promise<string | undefined> {
  return isReference(name) ? (await images.inspect(name))?.id : undefined;
}

function noSuchImage(id: string): ProblemError {
  return new ProblemError({
    code: 'no-such-image',
    message: `There is no image ${id} of a model.`,
    reason: 'It was removed, or this engine never had it.',
    suggestion: 'See `deploy-model images`.'
  });
}

/**
 * The layers that hold something, newest first. Those that our own builder and package images have too are shared; which
 * of these it stands on is seen in its history, since s2i keeps no record of it.
 */
async function layersOf({ images }: Docker, { id }: ImageState): Promise<ImageLayer[]> {
  const [steps, runtimes, builders, packages] = await Promise.all([
    images.history(id),
    images.list({ [LABELS.role]: 'runtime' }),
    images.list({ [LABELS.role]: 'builder' }),
    images.list({ [LABELS.role]: 'dependencies' })
  ]);
  const shared = async (others: ImageState[]) => {
    const histories = await Promise.all(others.map(other => images.history(other.id)));
    return Math.max(0, ...histories.map(history => lengthInCommon(steps, history)));
  };
  const inBuilder = await shared([...runtimes, ...builders]);
  const inPackages = Math.max(inBuilder, await shared(packages));
  return steps
    .map(({ size, createdBy }, index): ImageLayer => {
      const fromOldest = steps.length - index;
      const part = fromOldest <= inBuilder ? 'builder' : fromOldest <= inPackages ? 'packages' : 'model';
      return { size, createdBy, part };
    })
    .filter(({ size }) => size > 0);
}

/** How many of the oldest steps are those of another image; 0 unless that image is one that it stands on. */
function lengthInCommon(steps: readonly ImageStep[], other: readonly ImageStep[]): number {
  const oldest = steps.slice(steps.length - other.length);
  const isBelow = other.length <= steps.length && other.every((step, index) => isSame(step, oldest[index]!));
  return isBelow ? other.length : 0;
}

function isSame(one: ImageStep, other: ImageStep): boolean {
  return one.createdAt === other.createdAt && one.createdBy === other.createdBy && one.size === other.size;
}
