import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { WrappedComponent } from '../../contract/component';
import type { Docker } from '../../tools/docker';
import { digestOf } from '../../tools/folder-digest';
import type { Home } from '../../tools/home';
import { copyProofs } from '../component-copy';
import type { Ground } from './ground';
import { hash, KEY_LENGTH } from './hash';

/** The package in a wrapped folder that knows how to ask a logged model. */
const WRAPPING = 'wrapping';
/** Where an image has what was proven. */
const PROVEN = '/microservice/__pycache__';

/** Whether it was wrapped with what can prove something of its model. */
export function asksLoggedModel(component: WrappedComponent): component is WrappedComponent & { modelFolder: string } {
  const { folder, modelFolder } = component;
  return modelFolder !== undefined && existsSync(join(folder, WRAPPING));
}

/** Where it is kept here what was proven of a component's model in an image: for one model and one set of packages. */
export class KeptProofs {
  private constructor(private readonly folder: string) {}

  /** Undefined for a component that asks no logged model, and for builders of others. */
  static async of(
    component: WrappedComponent,
    { layer, builder }: Ground,
    home: Home
  ): Promise<KeptProofs | undefined> {
    if (!builder.ours || !asksLoggedModel(component)) {
      return undefined;
    }
    const { folder, modelFolder } = component;
    const parts = await Promise.all([modelFolder, WRAPPING].map(name => digestOf(join(folder, name))));
    const key = hash(layer?.key ?? '', builder.id, ...parts).slice(0, KEY_LENGTH);
    return new KeptProofs(join(home.cache, 'images', 'proofs', key));
  }

  /** Whether an image was looked at; there may have been nothing to prove. */
  get isKnown(): boolean {
    return existsSync(this.folder);
  }

  /** Puts it into the source of an image: proving takes seconds, and is not done where it is there. */
  async lay(source: string): Promise<void> {
    await copyProofs(this.folder, source);
  }

  /** Keeps what an image has; where it has nothing, that. */
  async take({ containers }: Docker, image: string, signal: AbortSignal): Promise<void> {
    await mkdir(dirname(this.folder), { recursive: true });
    const taken = await mkdtemp(`${this.folder}-`);
    try {
      await containers
        .with({ image }, id => containers.copyOut(id, PROVEN, join(taken, '__pycache__')), signal)
        .catch(() => undefined);
      signal.throwIfAborted();
      // Another build may have kept the same by now.
      await rename(taken, this.folder).catch(error => this.isKnown || Promise.reject(error));
    } finally {
      await rm(taken, { recursive: true, force: true });
    }
  }
}
