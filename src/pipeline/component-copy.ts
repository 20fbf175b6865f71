import { copyFile, readdir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { copyFolder } from '../tools/copy-folder';
import { filesystemProblem } from '../tools/filesystem-problem';
import { makeFolder } from '../tools/make-folder';
import type { Home } from '../tools/home';

/** Where Python keeps what it can make anew, beside the code. */
export const COMPILED = '__pycache__';
const LEFT_OUT = new Set([COMPILED, '.git', '.ipynb_checkpoints']);
/** What `wrapping/proof.py` has found out about the model. */
const PROOF = /^proof-[0-9a-f]+\.json$/;

/**
 * Copies a component to a new folder, links followed. Files below our own folders are hard-linked, since nobody edits
 * them there; a folder of the user's own is copied, so that editing it does not change what is deployed. `brief`: the copy
 * is read once and gone, so that links do for this folder, too.
 */
export async function copyComponent(
  from: string,
  to: string,
  home: Home,
  { brief = false }: { brief?: boolean } = {}
): Promise<void> {
  const own = await Promise.all(
    [home.runs, home.cache, home.deployments].map(path => realpath(path).catch(() => path))
  );
  try {
    const linked = (path: string) => brief || own.some(folder => path.startsWith(folder + sep));
    await copyFolder(from, to, { leftOut: LEFT_OUT, linked });
  } catch (error) {
    throw filesystemProblem(error, to) ?? error;
  }
}

/** Copies what was proven of a component's model when it was tested, so that it need not be proven again at its next start. */
export async function copyProofs(from: string, to: string): Promise<void> {
  const [source, target] = [join(from, COMPILED), join(to, COMPILED)];
  for (const name of await readdir(source).catch((): string[] => [])) {
    if (PROOF.test(name)) {
      await makeFolder(target);
      await copyFile(join(source, name), join(target, name));
    }
  }
}
