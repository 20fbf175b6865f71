import type { PrunedImage } from '../../contract/image';
import { problemOf } from '../../contract/problem';
import type { Docker, ImageState } from '../../tools/docker';
import { hasKey } from './hash';
import { LABELS } from './labels';

/**
 * Removes what was built here and serves nothing any more: images of models that no container is made from and nobody gave
 * a name of his own; then layers of packages and builder images that nothing stands on. Gives what went, with the bytes that
 * each gave back. `repository`: what the names begin with that we give ourselves. `dryRun` only says it.
 */
export async function pruneImages(
  { images, containers }: Docker,
  { repository, dryRun }: { repository: string; dryRun: boolean }
): Promise<PrunedImage[]> {
  const used = new Set((await containers.list({})).map(({ image }) => image));
  const ours = (await images.list({ [LABELS.role]: '' })).filter(image => isOurs(image, repository));
  // What stands on others goes before them.
  const order = ours.sort((a, b) => b.layers.length - a.layers.length);
  const left = new Map((await images.list({})).map(image => [image.id, image]));
  const gone: PrunedImage[] = [];
  for (const image of order) {
    left.delete(image.id);
    if (!used.has(image.id) && !standsOn([...left.values()], image) && (dryRun || (await isRemoved(image)))) {
      gone.push({ reference: image.references[0] ?? image.id, id: image.id, size: ownSize(image, [...left.values()]) });
    } else {
      left.set(image.id, image);
    }
  }
  return gone;

  async function isRemoved({ references, id }: ImageState): Promise<boolean> {
    try {
      for (const name of references.length > 0 ? references : [id]) {
        await images.remove(name);
      }
      return true;
    } catch (error) {
      // Somebody may have begun to use it just now.
      if (problemOf(error).code === 'image-in-use') {
        return false;
      }
      throw error;
    }
  }
}

/**
 * An image that was named by a person is that person's, below our repository too, and so is one that was pushed. Without a
 * name its label tells.
 */
function isOurs({ references, digests, labels }: ImageState, repository: string): boolean {
  const isHere =
    references.length > 0
      ? references.every(name => name.startsWith(`${repository}/`) && hasKey(name))
      : labels[LABELS.repository] === repository;
  return isHere && digests.length === 0;
}

function standsOn(others: ImageState[], image: ImageState): boolean {
  return others.some(({ layers }) => layers.length > image.layers.length && startsWith(layers, image.layers));
}

/** Bytes above the largest other image that it shares its lower layers with. */
function ownSize(image: ImageState, others: ImageState[]): number {
  const below = others.filter(({ layers }) => startsWith(image.layers, layers)).map(({ size }) => size);
  return Math.max(0, image.size - Math.max(0, ...below));
}

function startsWith(layers: readonly string[], first: readonly string[]): boolean {
  return first.length > 0 && first.every((layer, index) => layers[index] === layer);
}
