import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf } from '../../tools/folder-digest';
import { SERVING_TEXT, writeServing } from '../runtimes/serving-files';
import { hash } from './hash';
import type { ImageSettings } from './image-settings';

const PACKAGE = 'deploy_model_runtime';

/** What builder images are made of: hashes of the scripts, and of all that serves in them. */
interface BuilderDigests {
  scripts: string;
  runtime: string;
}

/** Milliseconds for which the digests hold: they are read when a build is checked, and needed when it begins. */
const FRESH = 5000;
const read = new WeakMap<ImageSettings, { at: number; digests: Promise<BuilderDigests> }>();

/** The digests of now, or of a moment ago. */
export function builderDigests(settings: ImageSettings): Promise<BuilderDigests> {
  const known = read.get(settings);
  if (known && Date.now() - known.at < FRESH) {
    return known.digests;
  }
  const digests = readDigests(settings);
  read.set(settings, { at: Date.now(), digests });
  return digests;
}

async function readDigests({ builderFolder, runtimeFolder }: ImageSettings): Promise<BuilderDigests> {
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
