import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemError } from '../../contract/problem';
import type { Docker } from '../../tools/docker';
import { digestOf } from '../../tools/folder-digest';
import type { Home } from '../../tools/home';
import { withLock } from '../../tools/lock';
import type { Context } from '../stage';
import { hash, KEY_LENGTH } from './hash';
import type { ImageSettings } from './image-settings';
import { LABELS } from './labels';

const PACKAGE = 'deploy_model_runtime';

/** An s2i builder image on the engine. */
export interface BuilderImage {
  reference: string;
  /** `sha256:…` */
  id: string;
  platform: string;
  /** Version and content of what serves in it. */
  server: string;
  /** Whether it has our scripts, hence takes packages in a layer of their own. */
  ours: boolean;
}

interface Parts {
  docker: Docker;
  settings: ImageSettings;
  home: Home;
}

/**
 * The builder for a Python minor version, made unless an equal one is on the engine. `server`: `builtin`, or the
 * requirement that serves instead.
 */
export async function builderImage(
  parts: Parts,
  { python, server, base = parts.settings.base }: { python: string; server: string; base?: string },
  context: Pick<Context, 'log' | 'signal' | 'workdir'>
): Promise<BuilderImage> {
  const { settings } = parts;
  if (settings.builder !== undefined) {
    return givenBuilder(parts.docker, settings.builder, context);
  }
  const name = base.replaceAll('{python}', python);
  const found = await present(parts.docker, name, context);
  const runtime = join(settings.runtimeFolder, PACKAGE);
  const certificates = settings.certificates ? await readFile(settings.certificates, 'utf8') : '';
  const digests = await Promise.all([digestOf(settings.builderFolder), digestOf(runtime)]);
  const key = hash(found.id, ...digests, server, certificates).slice(0, KEY_LENGTH);
  const reference = `${settings.repository}/builder:py${python}-${key}`;
  const version = server === 'builtin' ? `builtin-${digests[1].slice(0, 12)}` : server;
  const made = await withLock(
    join(parts.home.cache, 'images', `builder-${key}`),
    async () =>
      (await parts.docker.images.inspect(reference)) ?? (await make(parts, { name, server, reference, key }, context)),
    context
  );
  return { reference, id: made.id, platform: made.platform, server: version, ours: true };
}

async function make(
  { docker, settings }: Parts,
  { name, server, reference, key }: { name: string; server: string; reference: string; key: string },
  { log, signal, workdir }: Pick<Context, 'log' | 'signal' | 'workdir'>
) {
  log.line('docker', `Making the builder image ${reference} on ${name}; this is done once.`);
  await mkdir(workdir, { recursive: true });
  const folder = await mkdtemp(join(workdir, 'builder-'));
  try {
    const filter = (path: string) => !path.endsWith('__pycache__');
    await cp(settings.builderFolder, folder, { recursive: true, filter });
    await cp(join(settings.runtimeFolder, PACKAGE), join(folder, 'runtime', PACKAGE), { recursive: true, filter });
    await mkdir(join(folder, 'certs'), { recursive: true });
    if (settings.certificates) {
      await cp(settings.certificates, join(folder, 'certs', 'site.crt'));
    }
    await docker.images.build(folder, {
      reference,
      arguments: { BASE_IMAGE: name, SERVER: server, ...publicSettings(settings.secrets) },
      labels: { [LABELS.role]: 'builder', [LABELS.key]: key },
      signal,
      onLine: line => log.line('docker', line)
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return (await docker.images.inspect(reference))!;
}

/** Build arguments show in the image's history: only an index without a login, and the proxies that Docker hides itself. */
export function publicSettings(secrets: string): Record<string, string> {
  const entries = secrets
    .split('\n')
    .map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
  return Object.fromEntries(
    entries.filter(([name, value]) => /proxy$/i.test(name!) || (name === 'PIP_INDEX_URL' && !value!.includes('@')))
  ) as Record<string, string>;
}

async function givenBuilder(
  docker: Docker,
  reference: string,
  context: Pick<Context, 'log' | 'signal'>
): Promise<BuilderImage> {
  const { id, platform, labels } = await present(docker, reference, context);
  if (!Object.keys(labels).some(label => /^io\.(openshift\.)?s2i\.scripts-url$/.test(label))) {
    throw new ProblemError({
      code: 'bad-request',
      message: `${reference} is no s2i builder image.`,
      reason: 'It has no label io.openshift.s2i.scripts-url.',
      suggestion: 'Name another one in DEPLOY_MODEL_BUILDER_IMAGE, or none to take ours.'
    });
  }
  return { reference, id, platform, server: id.slice(7, 7 + KEY_LENGTH), ours: labels[LABELS.role] === 'builder' };
}

/** An image that is here, pulled when it is not. */
async function present(docker: Docker, reference: string, { log, signal }: Pick<Context, 'log' | 'signal'>) {
  const here = await docker.images.inspect(reference);
  if (here) {
    return here;
  }
  log.line('docker', `Pulling ${reference}.`);
  await docker.images.pull(reference, {
    signal,
    onProgress: (done, total) => log.progress(`Pulling ${reference}`, done, total, 'bytes')
  });
  return (await docker.images.inspect(reference))!;
}
