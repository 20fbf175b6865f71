import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf } from '../../tools/folder-digest';
import { SERVING_TEXT, writeServing } from '../runtimes/serving-files';
import { hash } from './hash';
import type { ImageSettings } from './image-settings';

const PACKAGE = 'deploy_model_runtime';

/** What builder images are made of: hashes of the scripts, and of all that serves in them. */
export async function builderDigests({
  builderFolder,
  runtimeFolder
}: ImageSettings): Promise<{ scripts: string; runtime: string }> {
  const [scripts, own] = await Promise.all([digestOf(builderFolder), digestOf(join(runtimeFolder, PACKAGE))]);
  return { scripts, runtime: hash(own, SERVING_TEXT) };
}

/** Puts the files of the builder's context into a folder. `certificates`: with the CAs of the site. */
export async function writeBuilder(
  settings: ImageSettings,
  folder: string,
  { certificates }: { certificates: boolean }
): Promise<void> {
  const filter = (path: string) => !path.endsWith('__pycache__');
  await cp(settings.builderFolder, folder, { recursive: true, filter });
  await cp(join(settings.runtimeFolder, PACKAGE), join(folder, 'runtime', PACKAGE), { recursive: true, filter });
  await writeServing(join(folder, 'runtime'));
  await mkdir(join(folder, 'certs'), { recursive: true });
  if (certificates && settings.certificates) {
    await cp(settings.certificates, join(folder, 'certs', 'site.crt'));
  }
}
