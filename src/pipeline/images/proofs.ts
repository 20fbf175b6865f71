import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { WrappedComponent } from '../../contract/component';
import { digestOf, filesOf } from '../../tools/folder-digest';
import type { Home } from '../../tools/home';
import { COMPILED, copyProofs } from '../component-copy';
import type { BuilderImage } from './builder-image';
import { hash, KEY_LENGTH } from './hash';
import { KnownKinds } from './known-kinds';

/** The package in a wrapped folder that knows how to ask a logged model. */
const WRAPPING = 'wrapping';
/** Bytes of a model; nothing is proven of a larger one, see wrapping/proof.py. */
export const LARGEST = 64 * 2 ** 20;
/** Where an image has its component, and there what was proven. */
export const PLACE = '/microservice';
export const PROVEN = `${PLACE}/${COMPILED}`;
/** What the builder's script says when it has compared a model with itself, and when it took what is known of its kind. */
const COMPARED = /^\S+: compared with and without MLflow\.$/;
const OF_A_KIND = /^\S+: of the kind of (alike-[0-9a-f]+\.json), hence (proof-[0-9a-f]+\.json)\.$/;

/** Whether it was wrapped with what can prove something of its model. */
export function asksLoggedModel(component: WrappedComponent): component is WrappedComponent & { modelFolder: string } {
  const { folder, modelFolder } = component;
  return modelFolder !== undefined && existsSync(join(folder, WRAPPING));
}

/** What was proven of a component's model in an image: kept for this one model, and lent to others of its kind. */
export class KeptProofs {
  #compared = false;
  readonly #lent = new Map<string, string>();

  private constructor(
    private readonly folder: string,
    private readonly kinds: KnownKinds
  ) {}

  /**
   * Undefined for a component that asks no logged model or a large one, and for builders of others. `layer`: key of its
   * packages' layer, if they have one.
   */
  static async of(
    component: WrappedComponent,
    { layer = '', builder }: { layer: string | undefined; builder: Pick<BuilderImage, 'id' | 'ours'> },
    home: Home
  ): Promise<KeptProofs | undefined> {
    if (!builder.ours || !asksLoggedModel(component)) {
      return undefined;
    }
    const { folder, modelFolder } = component;
    if ((await bytesIn(join(folder, modelFolder))) > LARGEST) {
      return undefined;
    }
    const [model, wrapping] = await Promise.all([modelFolder, WRAPPING].map(name => digestOf(join(folder, name))));
    const below = [layer, builder.id, wrapping!];
    const place = (...parts: string[]) => join(home.cache, 'images', 'proofs', hash(...parts).slice(0, KEY_LENGTH));
    return new KeptProofs(place(...below, model!), new KnownKinds(place('kinds', ...below)));
  }

  /** Whether this model was looked at; there may have been nothing to prove. */
  get isKnown(): boolean {
    return existsSync(this.folder);
  }

  /** Puts what is known into the source of an image: proving takes seconds, and is not done where it is there. */
  async lay(source: string): Promise<void> {
    await (this.isKnown ? copyProofs(this.folder, source) : this.kinds.lay(source));
  }

  /** Is told what the build says. */
  hear(line: string): void {
    const [, kind, proof] = OF_A_KIND.exec(line) ?? [];
    if (kind !== undefined && proof !== undefined) {
      this.#lent.set(proof, kind);
    }
    this.#compared ||= COMPARED.test(line);
  }

  /** Keeps what was found; where it was nothing, that. `copyOut` gets the files of PROVEN. */
  async take(copyOut: (folder: string) => Promise<void>): Promise<void> {
    await mkdir(dirname(this.folder), { recursive: true });
    const taken = await mkdtemp(`${this.folder}-`);
    try {
      const proofs = join(taken, COMPILED);
      if (this.#compared) {
        await copyOut(proofs);
        await this.kinds.learn(proofs);
      } else {
        await mkdir(proofs);
        const lent = await Promise.all(
          [...this.#lent].map(([name, kind]) => this.kinds.lend(kind, join(proofs, name)))
        );
        if (lent.includes(false)) {
          return;
        }
      }
      // Another build may have kept the same by now.
      await rename(taken, this.folder).catch(error => this.isKnown || Promise.reject(error));
    } finally {
      await rm(taken, { recursive: true, force: true });
    }
  }
}

async function bytesIn(folder: string): Promise<number> {
  const files = await Promise.all((await filesOf(folder)).map(path => stat(join(folder, path))));
  return files.reduce((sum, { size }) => sum + size, 0);
}
