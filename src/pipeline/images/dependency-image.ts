import { mkdtemp, rm } from 'node:fs/promises';
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

/** The builder's script says so when the packages are in; what it does from then on changes nothing that goes into the layer. */
const INSTALLED = '@@installed';

/** What is tried with the packages while the engine makes a layer of them, which keeps one core busy for seconds. */
export interface Trial {
  /** Where the container has its files; no part of the layer. */
  place: string;
  /** Puts them into a folder. */
  lay(folder: string): Promise<void>;
  /** Is told what the container says. */
  hear(line: string): void;
  /** Is given the container after its end. */
  take(id: string): Promise<void>;
}

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
  { log, signal, workdir }: Pick<Context, 'log' | 'signal' | 'workdir'>
): Promise<DependencyImage> {
  const key = layerKey(lock, builder);
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
      scratch: trial && [trial.place],
      volumesFrom: lender,
      ...(settings.network !== undefined && { network: settings.network })
    };
    const work = async (id: string) => {
      await docker.containers.copyIn(id, folder, { path: INPUT, uid: 0 });
      await (trial && bring(trial, id));
      const layer: { made?: Promise<string> } = {};
      const say = sayErrors(log);
      const onLine: typeof say = (line, stream) => {
        if (line === INSTALLED) {
          layer.made = commit(id);
          layer.made.catch(() => undefined);
        }
        trial?.hear(line);
        say(line, stream);
      };
      try {
        const end = await docker.containers.run(id, { input: settings.secrets, signal, onLine });
        if (layer.made === undefined) {
          throw uvProblem(end.stderrTail);
        }
        await layer.made;
        await (end.code === 0 && trial?.take(id));
      } finally {
        // The container must not be removed while the engine reads it.
        await layer.made?.catch(() => undefined);
      }
    };
    await docker.containers.with(spec, work, signal);
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
  async function bring({ place, lay }: Trial, id: string): Promise<void> {
    const folder = await mkdtemp(join(workdir, 'trial-'));
    try {
      await lay(join(folder, 'files'));
      await docker.containers.copyIn(id, join(folder, 'files'), { path: place, uid: Number(IMAGE_USER) });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}
