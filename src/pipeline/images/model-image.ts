import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { WrappedComponent } from '../../contract/component';
import type { ImageState } from '../../tools/docker';
import type { S2i } from '../../tools/s2i';
import type { Context } from '../stage';
import { contextOnImage } from './dockerfile';
import type { Ground } from './ground';
import type { ImageInput } from './image-builder';
import { CACHE_VOLUME, type LockParts } from './lock';
import { type KeptProofs, PROVEN } from './proofs';
import { s2iProblem } from './s2i-problem';
import { stageSource } from './staging';
import { stepName } from './step-container';

type Parts = LockParts & { s2i: S2i };
type Work = Pick<Context, 'log' | 'signal' | 'workdir'>;

/** A component put together for a build, and the build's own folder. */
interface Staged {
  source: string;
  environment: Record<string, string>;
  folder: string;
  component: WrappedComponent;
  /** Where something is to be found out of its model; what is known of it, or of its kind, is among the source. */
  proofs: KeptProofs | undefined;
}

/** Makes the image of a model on its ground, by s2i or by the engine's own builder. Throws build-failed, … */
export async function makeModelImage(
  parts: Parts,
  input: ImageInput,
  { ground, work }: { ground: Ground; work: Work }
): Promise<ImageState> {
  await mkdir(work.workdir, { recursive: true });
  const folder = await mkdtemp(join(work.workdir, 'image-'));
  try {
    const source = join(folder, 'source');
    const { lock, key, proofs: known } = ground;
    const run = basename(work.workdir);
    const { home, settings } = parts;
    const ours = { lock, key, home, repository: settings.repository, run, brief: true };
    const environment = await stageSource(input, source, ours);
    await known?.lay(source);
    const proofs = known?.isKnown ? undefined : known;
    const staged = { source, environment, folder, component: input.component, proofs };
    await (input.request.builder === 's2i' ? byS2i : byEngine)(parts, staged, { ground, work });
    await proofs?.take(to => copyOfImage(parts, ground.own, to, work.signal));
    return (await parts.docker.images.inspect(ground.own))!;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function byS2i(
  { docker, s2i, settings }: Parts,
  { source, environment, folder, proofs }: Staged,
  { ground: { builder, layer, own }, work: { log, signal } }: { ground: Ground; work: Work }
): Promise<void> {
  const end = await s2i.build({
    source,
    builder: layer?.reference ?? builder.reference,
    reference: own,
    environment,
    closed: builder.ours,
    // With the packages in their own layer nothing is fetched any more.
    ...(layer === undefined && { secrets: settings.secrets, volumes: builder.ours ? [CACHE_VOLUME] : [] }),
    network: settings.network,
    workdir: join(folder, 'work'),
    docker,
    signal,
    onLine: line => {
      proofs?.hear(line);
      sayS2i(line, log);
    }
  });
  if (end.image === undefined) {
    throw s2iProblem(end, own);
  }
}

async function byEngine(
  { docker, settings }: Parts,
  { folder, proofs, ...staged }: Staged,
  { ground: { builder, layer, own }, work: { log, signal } }: { ground: Ground; work: Work }
): Promise<void> {
  const context = join(folder, 'context');
  const base = layer?.reference ?? builder.reference;
  const runtime = layer === undefined && builder.ours ? builder.runtime : undefined;
  await contextOnImage({ ...staged, base, runtime, prove: proofs !== undefined }, context);
  await docker.images.build(context, {
    reference: own,
    network: settings.network,
    signal,
    onLine: line => {
      proofs?.hear(line);
      log.line('docker', line);
    }
  });
}

function copyOfImage({ docker: { containers } }: Parts, image: string, to: string, signal: AbortSignal): Promise<void> {
  return containers.with({ name: stepName(), image }, id => containers.copyOut(id, PROVEN, to), signal);
}

/** Lines of our scripts that are for programs become words. */
function sayS2i(line: string, log: Context['log']): void {
  const stage = /^@@stage (\d+) (.*)$/.exec(line);
  log.line('s2i', stage ? `${stage[2]} (after ${stage[1]} ms)` : line.replace(/^@@error \d+ /, ''));
}
