import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemError } from '../../contract/problem';
import type { Docker } from '../../tools/docker';
import type { Home } from '../../tools/home';
import { withLock } from '../../tools/lock';
import type { Context } from '../stage';
import { builderDigests, writeBuilder } from './builder-files';
import { hash, KEY_LENGTH } from './hash';
import type { ImageSettings } from './image-settings';
import { LABELS } from './labels';
import { stepName } from './step-container';

/** An s2i builder image on the engine. */
export interface BuilderImage {
  reference: string;
  /** The same without uv, for packages to be put on; what it is lent is not in the images of models. */
  runtime: string;
  /** `sha256:…` */
  id: string;
  platform: string;
  /** Bytes. */
  size: number;
  /** Minor version of its Python; unknown of builders of others. */
  python?: string;
  /** Version and content of what serves in it. */
  server: string;
  /** Whether it has our scripts, hence takes packages in a layer of their own. */
  ours: boolean;
}

/** Stages of the builder's Dockerfile. */
type Stage = 'runtime' | 'builder';

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
  const [ground, certificates, digests] = await Promise.all([
    present(parts.docker, name, context),
    settings.certificates ? readFile(settings.certificates, 'utf8') : '',
    builderDigests(settings)
  ]);
  const key = hash(ground.id, digests.scripts, digests.runtime, server, certificates).slice(0, KEY_LENGTH);
  const named = (stage: Stage) => `${settings.repository}/${stage}:py${python}-${key}`;
  const [runtime, builder] = [named('runtime'), named('builder')];
  const version = server === 'builtin' ? `builtin-${digests.runtime.slice(0, 12)}` : server;
  const look = () => Promise.all([builder, runtime].map(each => parts.docker.images.inspect(each)));
  // What is left of a cancelled build is half of it.
  const whole = ([there, below]: Awaited<ReturnType<typeof look>>) => below && there;
  const made =
    whole(await look()) ??
    (await withLock(
      join(parts.home.cache, 'images', `builder-${key}`),
      async () => {
        const found = await look();
        const missing: Stage[] = [...(found[1] ? [] : (['runtime'] as const)), 'builder'];
        return whole(found) ?? make(parts, { name, server, builder, runtime, key, missing }, context);
      },
      context
    ));
  const { id, platform, size, labels } = made;
  return {
    reference: builder,
    runtime,
    id,
    platform,
    size,
    python: labels[LABELS.python],
    server: version,
    ours: true
  };
}

async function make(
  { docker, settings }: Parts,
  {
    name,
    server,
    key,
    missing,
    ...references
  }: { name: string; server: string; key: string; missing: readonly Stage[] } & Record<Stage, string>,
  { log, signal, workdir }: Pick<Context, 'log' | 'signal' | 'workdir'>
) {
  log.line('docker', `Making the builder image ${references.builder} on ${name}; this is done once.`);
  await mkdir(workdir, { recursive: true });
  const folder = await mkdtemp(join(workdir, 'builder-'));
  try {
    await writeBuilder(settings, folder, { certificates: true });
    for (const stage of missing) {
      const python = stage === 'builder' && (await pythonOf(docker, references.runtime, signal));
      await docker.images.build(folder, {
        reference: references[stage],
        arguments: { BASE_IMAGE: name, SERVER: server, ...publicSettings(settings.secrets) },
        labels: {
          [LABELS.role]: stage,
          [LABELS.key]: key,
          [LABELS.repository]: settings.repository,
          ...(python && { [LABELS.python]: python })
        },
        stage,
        network: settings.network,
        signal,
        onLine: line => log.line('docker', line)
      });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return (await docker.images.inspect(references.builder))!;
}

/** The minor version that a base image brings, whatever was asked for. */
async function pythonOf({ containers }: Docker, image: string, signal: AbortSignal): Promise<string> {
  const command = ['python', '-c', 'import sys; print("%d.%d" % sys.version_info[:2])'];
  const { stdout } = await containers.with(
    { name: stepName(), image, command },
    id => containers.run(id, { signal }),
    signal
  );
  return stdout.trim();
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
  const { id, platform, size, labels } = await present(docker, reference, context);
  if (!Object.keys(labels).some(label => /^io\.(openshift\.)?s2i\.scripts-url$/.test(label))) {
    throw new ProblemError({
      code: 'bad-request',
      message: `${reference} is no s2i builder image.`,
      reason: 'It has no label io.openshift.s2i.scripts-url.',
      suggestion: 'Name another one in DEPLOY_MODEL_BUILDER_IMAGE, or none to take ours.'
    });
  }
  return {
    reference,
    runtime: reference,
    id,
    platform,
    size,
    server: id.slice(7, 7 + KEY_LENGTH),
    ours: labels[LABELS.role] === 'builder'
  };
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
