import { join } from 'node:path';
import { withLock } from '../../tools/lock';
import { uvProblem } from '../../tools/python/uv-problems';
import type { Context } from '../stage';
import type { BuilderImage } from './builder-image';
import { hash, KEY_LENGTH } from './hash';
import { LABELS } from './labels';
import { packagesIn, similarImage } from './similar-image';
import { stepName } from './step-container';
import { CACHE_VOLUME, INPUT, type LockParts, sayErrors, withInput } from './lock';

/** Where a builder image has uv. A volume made of it lends uv to a container, and is in no image made from that one. */
const UV_FOLDER = '/opt/uv';

/** Who programs in our images run as. */
export const IMAGE_USER = '8888';

/** The builder image with the packages of a lock in one more layer. */
export interface DependencyImage {
  reference: string;
  /** Hash of lock, builder and platform; the builder stands for the Python version. */
  key: string;
  size: number;
  reused: boolean;
}

/**
 * Makes the layer with a model's packages, once for each lock: all models with equal packages share it, on the engine
 * and in every registry. A container is run and kept, as s2i does it: a Dockerfile could neither use the cache volume
 * nor be given a login without writing it into the image.
 */
export async function dependencyImage(
  { docker, settings, home }: LockParts,
  { lock, builder }: { lock: string; builder: BuilderImage },
  { log, signal, workdir }: Pick<Context, 'log' | 'signal' | 'workdir'>
): Promise<DependencyImage> {
  const key = hash(lock, builder.id, builder.platform).slice(0, KEY_LENGTH);
  const reference = `${settings.repository}/dependencies:${key}`;
  let reused = true;
  const image = await withLock(
    join(home.cache, 'images', `dependencies-${key}`),
    async () => (await docker.images.inspect(reference)) ?? ((reused = false), make()),
    { signal }
  );
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
        lender => install(folder, { lender, image: similar?.id ?? builder.runtime }),
        signal
      )
    );
    return (await docker.images.inspect(reference))!;
  }
  async function install(folder: string, { lender, image }: { lender: string; image: string }) {
    const spec = {
      name: stepName(),
      image,
      command: ['/opt/builder/bin/install'],
      binds: [CACHE_VOLUME],
      volumesFrom: lender,
      ...(settings.network !== undefined && { network: settings.network })
    };
    const work = async (id: string) => {
      await docker.containers.copyIn(id, folder, { path: INPUT, uid: 0 });
      const end = await docker.containers.run(id, { input: settings.secrets, signal, onLine: sayErrors(log) });
      if (end.code !== 0) {
        throw uvProblem(end.stderrTail);
      }
      const labels = {
        [LABELS.role]: 'dependencies',
        [LABELS.key]: key,
        [LABELS.builder]: builder.id,
        [LABELS.packages]: packagesIn(lock).join(' ')
      };
      await docker.containers.commit(id, { reference, labels, user: IMAGE_USER });
    };
    await docker.containers.with(spec, work, signal);
  }
}
