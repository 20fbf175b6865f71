import { join } from 'node:path';
import { withLock } from '../../tools/lock';
import type { Context } from '../stage';
import type { BuilderImage } from './builder-image';
import { hash, KEY_LENGTH } from './hash';
import { LABELS } from './labels';
import { packagesIn, similarImage } from './similar-image';
import { stepName } from './step-container';
import { IMAGE_USER, install, type Trial } from './installation';
import { type LockParts, withInput } from './lock';

/** Where a builder image has uv. A volume made of it lends uv to a container, and is in no image made from that one. */
const UV_FOLDER = '/opt/uv';

/** The builder image with the packages of a lock in one more layer. */
export interface DependencyImage {
  reference: string;
  /** See layerKey(). */
  key: string;
  size: number;
  reused: boolean;
}

/** Which layer it is: a hash of lock, builder and platform; the builder stands for the Python version. */
export function layerKey(lock: string, builder: BuilderImage): string {
  return hash(lock, builder.id, builder.platform).slice(0, KEY_LENGTH);
}

/**
 * Makes the layer with a model's packages, once for each lock: all models with equal packages share it, on the engine
 * and in every registry. A container is run and kept, as s2i does it: a Dockerfile could neither use the cache volume
 * nor be given a login without writing it into the image. `trial` is for a layer that is made now.
 */
export async function dependencyImage(
  { docker, settings, home }: LockParts,
  { lock, builder, trial }: { lock: string; builder: BuilderImage; trial?: Trial },
  work: Pick<Context, 'log' | 'signal' | 'workdir'>
): Promise<DependencyImage> {
  const { log, signal, workdir } = work;
  const key = layerKey(lock, builder);
  const reference = `${settings.repository}/dependencies:${key}`;
  let reused = true;
  const look = () => docker.images.inspect(reference);
  const image =
    (await look()) ??
    (await withLock(
      join(home.cache, 'images', `dependencies-${key}`),
      async () => (await look()) ?? ((reused = false), make()),
      { signal }
    ));
  return { reference, key, size: image.size, reused };

  async function make() {
    log.line(
      'uv',
      `Installing the packages of the model into the layer ${key}; models with the same packages share it.`
    );
    const similar = await similarImage(docker, { lock, builder: builder.id, repository: settings.repository });
    await withInput({ 'requirements.lock': lock }, workdir, folder =>
      docker.containers.with(
        { name: stepName(), image: builder.reference, volumes: [UV_FOLDER] },
        lender =>
          install({ docker, settings }, { lender, folder, image: similar?.id ?? builder.runtime, commit, trial }, work),
        signal
      )
    );
    return (await docker.images.inspect(reference))!;
  }
  function commit(id: string): Promise<string> {
    const labels = {
      [LABELS.role]: 'dependencies',
      [LABELS.key]: key,
      [LABELS.repository]: settings.repository,
      [LABELS.builder]: builder.id,
      [LABELS.packages]: packagesIn(lock).join(' ')
    };
    return docker.containers.commit(id, { reference, labels, user: IMAGE_USER });
  }
}
