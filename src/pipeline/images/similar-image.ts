import type { Docker, ImageState } from '../../tools/docker';
import { hash } from './hash';
import { LABELS } from './labels';

const LENGTH = 12;
/** Engines stack no more than 127 layers, and each addition is one. */
const MOST_LAYERS = 60;

/**
 * A short hash for each package of a lock with hashes: of its name, version and files. It tells nothing of an address
 * with a login in it, and so can be a label.
 */
export function packagesIn(lock: string): string[] {
  const packages = lock.split(/\n(?=\S)/).map(text => text.trim());
  return packages.filter(Boolean).map(text => hash(text).slice(0, LENGTH));
}

/**
 * Of the images with packages that stand on the same builder the one with most of those of a lock, when it has no others
 * and at least half of them: only what is missing is then installed, and is a layer of its own.
 */
export async function similarImage(
  { images }: Docker,
  { lock, builder, repository }: { lock: string; builder: string; repository: string }
): Promise<ImageState | undefined> {
  const wanted = new Set(packagesIn(lock));
  const known = await images.list({ [LABELS.role]: 'dependencies', [LABELS.builder]: builder });
  const fitting = known
    .filter(({ references, layers }) => isIn(repository, references) && layers.length < MOST_LAYERS)
    .map(image => ({ image, has: (image.labels[LABELS.packages] ?? '').split(' ').filter(Boolean) }))
    .filter(({ has }) => has.length * 2 >= wanted.size && has.every(each => wanted.has(each)));
  return fitting.sort((a, b) => b.has.length - a.has.length)[0]?.image;
}

function isIn(repository: string, references: readonly string[]): boolean {
  return references.some(name => name.startsWith(`${repository}/`));
}
