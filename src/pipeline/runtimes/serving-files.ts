import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import component from '../templates/python/serving/component.py';
import init from '../templates/python/serving/__init__.py';
import lifeline from '../templates/python/serving/lifeline.py';
import loopback from '../templates/python/serving/loopback.py';
import mlserver from '../templates/python/serving/mlserver.py';
import seldonCore from '../templates/python/serving/seldon_core.py';
import tensors from '../templates/python/serving/tensors.py';
import { makeFolder } from '../../tools/make-folder';

/** The Python package that starts servers which were written elsewhere. */
export const SERVING = 'deploy_model_serving';

/** Its files by name. */
const FILES: Record<string, string> = {
  '__init__.py': init,
  'component.py': component,
  'lifeline.py': lifeline,
  'loopback.py': loopback,
  'mlserver.py': mlserver,
  'seldon_core.py': seldonCore,
  'tensors.py': tensors
};

/** Everything in the package, to be hashed. */
export const SERVING_TEXT = Object.entries(FILES).flat().join('\0');

/** Writes the package into a folder. */
export async function writeServing(folder: string): Promise<void> {
  await makeFolder(join(folder, SERVING));
  for (const [name, text] of Object.entries(FILES)) {
    await writeFile(join(folder, SERVING, name), text);
  }
}
