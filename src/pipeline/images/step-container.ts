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

/**
 * The same engine, but for `with`: it does not wait until its container is gone, which takes a second where packages were
 * installed. `removed` waits for all of them. They go one after the other, as what lends a volume must outlive who uses it.
 */
export function removingLater(docker: Docker): { docker: Docker; removed: () => Promise<void> } {
  const { containers } = docker;
  let removals = Promise.resolve();
  const removeLater = (id: string) => {
    removals = removals.then(() => containers.remove(id));
    // `removed` tells it.
    removals.catch(() => undefined);
  };
  const withContainer: Docker['containers']['with'] = async (spec, work, signal) => {
    const id = await containers.create(spec, signal);
    try {
      return await work(id);
    } finally {
      removeLater(id);
    }
  };
  return { docker: { ...docker, containers: { ...containers, with: withContainer } }, removed: () => removals };
}

/** Removes those that programs of this machine left when they were killed. */
export async function sweepSteps({ containers }: Docker): Promise<void> {
  const left = await containers.list({ name: `^/?${PREFIX.replace('.', '\\.')}` });
  const abandoned = left.filter(({ name }) => isOwnerGone(name.slice(PREFIX.length)));
  await Promise.all(abandoned.map(({ id }) => containers.remove(id)));
}
