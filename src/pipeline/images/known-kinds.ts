import { copyFile, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../../tools/atomic-file';
import { COMPILED } from '../component-copy';

/** Kinds of models that are remembered for one set of packages; a record has a few thousand bytes. */
const MOST = 24;
const NAME = /^alike-[0-9a-f]{32}\.json$/;
/** The part of a record that names the kind. */
const Record = z.object({ likeness: z.string().regex(/^[0-9a-f]{32}$/) });

/**
 * What was proven of kinds of models on one set of packages. Which of them a new model belongs to is found out where its
 * packages are, so all of them are offered; see wrapping/likeness.py.
 */
export class KnownKinds {
  constructor(private readonly folder: string) {}

  /** Puts all of them into the source of an image. */
  async lay(source: string): Promise<void> {
    const names = await this.#names();
    if (names.length > 0) {
      await mkdir(join(source, COMPILED), { recursive: true });
      await Promise.all(names.map(name => this.lend(name, join(source, COMPILED, name))));
    }
  }

  /** Copies one of them. False where another build has forgotten it meanwhile. */
  lend(name: string, to: string): Promise<boolean> {
    return copyFile(join(this.folder, name), to).then(
      () => true,
      () => false
    );
  }

  /** Remembers the kinds of the models in a folder of proofs. */
  async learn(proofs: string): Promise<void> {
    for (const name of await readdir(proofs).catch((): string[] => [])) {
      const text = await readFile(join(proofs, name), 'utf8');
      const likeness = likenessIn(text);
      if (likeness !== null) {
        await writeAtomically(join(this.folder, `alike-${likeness}.json`), text);
      }
    }
    await this.#forgetOldest();
  }

  async #forgetOldest(): Promise<void> {
    const names = await this.#names();
    const ages = await Promise.all(names.map(async name => ({ name, at: await changedAt(join(this.folder, name)) })));
    const old = ages.sort((one, other) => other.at - one.at).slice(MOST);
    await Promise.all(old.map(({ name }) => rm(join(this.folder, name), { force: true })));
  }

  async #names(): Promise<string[]> {
    const names = await readdir(this.folder).catch((): string[] => []);
    return names.filter(name => NAME.test(name));
  }
}

/** Null for a model that is alike none but itself, and in a record of an older version. */
function likenessIn(text: string): string | null {
  try {
    return Record.parse(JSON.parse(text)).likeness;
  } catch {
    return null;
  }
}

/** 0 for a file that is gone by now. */
function changedAt(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0
  );
}
