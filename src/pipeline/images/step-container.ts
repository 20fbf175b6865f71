import { randomBytes } from 'node:crypto';
import type { Docker } from '../../tools/docker';
import { isOwnerGone, ownerMark } from '../../tools/owner-mark';

const PREFIX = 'image-step.';

/**
 * Name for a container that a build needs for a moment; it says which process it ends with. A label would say so, too, of
 * the image that is made of the container, and of all containers of that image.
 */
export function stepName(): string {
  return `${PREFIX}${ownerMark()}.${randomBytes(6).toString('hex')}`;
}

/** Removes those that programs of this machine left when they were killed. */
export async function sweepSteps({ containers }: Docker): Promise<void> {
  const left = await containers.list({ name: `^/?${PREFIX.replace('.', '\\.')}` });
  const abandoned = left.filter(({ name }) => isOwnerGone(name.slice(PREFIX.length)));
  await Promise.all(abandoned.map(({ id }) => containers.remove(id)));
}
