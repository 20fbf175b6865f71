import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { uvProblem } from '../../tools/python/uv-problems';
import type { Context } from '../stage';
import { CACHE_VOLUME, INPUT, type LockParts, sayErrors } from './lock';
import { stepName } from './step-container';

/** Who programs in our images run as. */
export const IMAGE_USER = '8888';

/** The builder's script says so when the packages are in; what it does from then on changes nothing that goes into the layer. */
const INSTALLED = '@@installed';
/** And so when it has tried what there was to try: it waits to be removed then, since ending would take longer. */
const TRIED = '@@tried';

/** What is tried with the packages while the engine makes a layer of them, which keeps one core busy for seconds. */
export interface Trial {
  /** Where the container has its files; no part of the layer. */
  place: string;
  /** Puts them into a folder. */
  lay(folder: string): Promise<void>;
  /** Is told what the container says. */
  hear(line: string): void;
  /** Is given the container when all was tried; not when the trial came to no end. */
  take(id: string): Promise<void>;
}

/** What is installed, on what, and what is made of it. */
interface Installation {
  /** Holds the lock. */
  folder: string;
  image: string;
  /** Id of the container that lends uv. */
  lender: string;
  /** Makes the image of the container. */
  commit(id: string): Promise<unknown>;
  trial: Trial | undefined;
}

/** What the script has said so far. Begins to make the layer as soon as that can be done. */
class Hearing {
  layer: Promise<unknown> | undefined;
  /** Kept when all was tried; never, where nothing is. */
  readonly tried: Promise<void>;
  #isTried: () => void = () => undefined;

  constructor(private readonly commit: () => Promise<unknown>) {
    this.tried = new Promise(resolve => (this.#isTried = resolve));
  }

  line(line: string): void {
    if (line === INSTALLED) {
      this.layer = this.commit();
      // Told by who waits for it, later.
      this.layer.catch(() => undefined);
    } else if (line === TRIED) {
      this.#isTried();
    }
  }
}

/** Installs a lock in a container of its own and has an image made of it. Throws what uv says. */
export async function install(
  { docker: { containers }, settings }: Pick<LockParts, 'docker' | 'settings'>,
  { folder, image, lender, commit, trial }: Installation,
  { log, signal, workdir }: Pick<Context, 'log' | 'signal' | 'workdir'>
): Promise<void> {
  const spec = {
    name: stepName(),
    image,
    command: ['/opt/builder/bin/install'],
    binds: [CACHE_VOLUME],
    scratch: trial && [trial.place],
    volumesFrom: lender,
    ...(settings.network !== undefined && { network: settings.network })
  };
  await containers.with(spec, work, signal);

  async function work(id: string): Promise<void> {
    await containers.copyIn(id, folder, { path: INPUT, uid: 0 });
    await (trial && bring(trial, id));
    const heard = new Hearing(() => commit(id));
    const say = sayErrors(log);
    const onLine: typeof say = (line, stream) => {
      heard.line(line);
      trial?.hear(line);
      say(line, stream);
    };
    const ran = containers.run(id, { input: settings.secrets, signal, onLine });
    // Where it waits to be removed, nobody asks how it ended.
    ran.catch(() => undefined);
    try {
      const end = await Promise.race([ran, heard.tried]);
      if (heard.layer === undefined) {
        throw uvProblem(end?.stderrTail ?? '');
      }
      await heard.layer;
      await (end === undefined && trial?.take(id));
    } finally {
      // The container must not be removed while the engine reads it.
      await heard.layer?.catch(() => undefined);
    }
  }

  async function bring({ place, lay }: Trial, id: string): Promise<void> {
    const files = await mkdtemp(join(workdir, 'trial-'));
    try {
      await lay(join(files, 'files'));
      await containers.copyIn(id, join(files, 'files'), { path: place, uid: Number(IMAGE_USER) });
    } finally {
      await rm(files, { recursive: true, force: true });
    }
  }
}
