import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { WrappedComponent } from '../../contract/component';
import type { BuilderName, BuiltImage, Image } from '../../contract/image';
import { Problem, ProblemError } from '../../contract/problem';
import type { Wrapped } from '../../contract/run';
import type { Docker, Engine, ImageState } from '../../tools/docker';
import { taggedName } from '../../tools/docker/reference';
import type { Home } from '../../tools/home';
import { withLock } from '../../tools/lock';
import type { S2i } from '../../tools/s2i';
import { s2iMissing } from '../../tools/s2i/s2i';
import { deploymentNameOf } from '../deployment-name';
import type { Runtimes } from '../runtimes';
import type { Context } from '../stage';
import { type BuilderImage, builderImage } from './builder-image';
import { type DependencyImage, dependencyImage } from './dependency-image';
import { contextOnImage, wholeContext } from './dockerfile';
import { hash, KEY_LENGTH } from './hash';
import { listImages } from './image-list';
import type { ImageSettings } from './image-settings';
import { CACHE_VOLUME, lockOf } from './lock';
import { layerRequirements } from './requirements';
import { s2iProblem } from './s2i-problem';
import { serverOf } from './server';
import { stageSource } from './staging';

export interface ImageParts {
  docker: Docker;
  s2i: S2i;
  settings: ImageSettings;
  runtimes: Runtimes;
  home: Home;
}

/** What is needed of a run to make an image of its model. */
export type ImageInput = Pick<Wrapped, 'component' | 'model' | 'request'>;

type Work = Pick<Context, 'log' | 'signal' | 'workdir'>;

/** Everything below the model's own layer, and what the model's image is called. */
interface Ground {
  builder: BuilderImage;
  lock: string | undefined;
  layer: DependencyImage | undefined;
  key: string;
  /** The name under which an equal image is found again. */
  own: string;
}

/** A component put together for a build, and the build's own folder. */
interface Staged {
  source: string;
  environment: Record<string, string>;
  folder: string;
  component: WrappedComponent;
}

/** Makes images of wrapped components, for whatever target runs them. */
export class ImageBuilder {
  constructor(private readonly parts: ImageParts) {}

  /** What would go wrong, found before any work. */
  async check({ component, request }: ImageInput, { signal }: Work): Promise<Problem[]> {
    const problems = this.parts.runtimes[component.runtime].check(component, request);
    if (component.runtime === 'mlserver') {
      problems.push(mlserverImage());
    }
    if (request.image !== undefined) {
      taggedName(request.image);
    }
    await this.parts.docker.engine(signal);
    if (request.builder === 's2i' && !(await this.parts.s2i.find(signal))) {
      problems.push(s2iMissing().problem);
    }
    return problems;
  }

  /** The engine, and the version of s2i where there is one. Throws docker-unreachable. */
  async tools(signal: AbortSignal): Promise<{ engine: Engine; s2i: string | undefined }> {
    const [engine, s2i] = await Promise.all([this.parts.docker.engine(signal), this.parts.s2i.find(signal)]);
    return { engine, s2i: s2i?.version };
  }

  /** The image of a component: made, or the equal one that is on the engine already. Throws build-failed, … */
  async build(input: ImageInput, work: Work): Promise<{ image: Image; reused: boolean }> {
    const { docker, s2i, home } = this.parts;
    await s2i.sweep(docker);
    const ground = await this.#ground(input, work);
    const { key, own } = ground;
    const lockFile = join(home.cache, 'images', `model-${key}`);
    const { state, reused } = await withLock(
      lockFile,
      async () => {
        const there = await docker.images.inspect(own);
        return there ? { state: there, reused: true } : { state: await this.#make(input, ground, work), reused: false };
      },
      work
    );
    const reference = input.request.image === undefined ? own : taggedName(input.request.image);
    if (reference !== own) {
      await docker.images.tag(own, reference);
    }
    return { image: describe(state, { reference, ground, builder: input.request.builder }), reused };
  }

  /** Pushes an image to the registry in its name; it is known by its digest from then on. */
  async push(image: Image, { log, signal }: Work): Promise<Image> {
    const digest = await this.parts.docker.images.push(image.reference, {
      signal,
      onProgress: (done, total) => log.progress(`Pushing ${image.reference}`, done, total, 'bytes')
    });
    return { ...image, digest };
  }

  /** Writes a folder that any builder of Dockerfiles can build. Needs no engine. */
  async writeContext(input: ImageInput, folder: string): Promise<string[]> {
    return wholeContext(this.parts, input, folder);
  }

  /** What was built here and is on the engine now, newest first. */
  list(): Promise<BuiltImage[]> {
    return listImages(this.parts.docker);
  }

  async #ground({ component, model, request }: ImageInput, work: Work): Promise<Ground> {
    const { settings, runtimes } = this.parts;
    const server = serverOf(component);
    const builder = await builderImage(this.parts, { python: component.python, server, base: request.baseImage }, work);
    const requirements = builder.ours ? await layerRequirements(component, runtimes, request) : undefined;
    const lock = requirements && (await lockOf(this.parts, requirements, builder, work));
    const layer = lock === undefined ? undefined : await dependencyImage(this.parts, { lock, builder }, work);
    const parts = [component.digest, component.className, model.uri, layer?.key ?? '', builder.id, request.builder];
    const key = hash(...parts).slice(0, KEY_LENGTH);
    return { builder, lock, layer, key, own: `${settings.repository}/${deploymentNameOf(model)}:${key}` };
  }

  async #make(input: ImageInput, ground: Ground, work: Work): Promise<ImageState> {
    await mkdir(work.workdir, { recursive: true });
    const folder = await mkdtemp(join(work.workdir, 'image-'));
    try {
      const source = join(folder, 'source');
      const { lock, key } = ground;
      const environment = await stageSource(input, source, { lock, key, home: this.parts.home });
      const made = { source, environment, folder, component: input.component };
      await (input.request.builder === 's2i' ? this.#byS2i(made, ground, work) : this.#byEngine(made, ground, work));
      return (await this.parts.docker.images.inspect(ground.own))!;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #byS2i(
    { source, environment, folder }: Staged,
    { builder, layer, own }: Ground,
    { log, signal }: Work
  ): Promise<void> {
    const { docker, s2i, settings } = this.parts;
    const end = await s2i.build({
      source,
      builder: layer?.reference ?? builder.reference,
      reference: own,
      environment,
      // With the packages in their own layer nothing is fetched any more.
      ...(layer === undefined && { secrets: settings.secrets }),
      volumes: builder.ours ? [CACHE_VOLUME] : [],
      network: settings.network,
      workdir: join(folder, 'work'),
      docker,
      signal,
      onLine: line => sayS2i(line, log)
    });
    if (end.image === undefined) {
      throw s2iProblem(end, own);
    }
  }

  async #byEngine(
    { folder, ...staged }: Staged,
    { builder, layer, own }: Ground,
    { log, signal }: Work
  ): Promise<void> {
    const context = join(folder, 'context');
    await contextOnImage({ ...staged, base: layer?.reference ?? builder.reference }, context);
    await this.parts.docker.images.build(context, {
      reference: own,
      signal,
      onLine: line => log.line('docker', line)
    });
  }
}

/** Lines of our scripts that are for programs become words. */
function sayS2i(line: string, log: Context['log']): void {
  const stage = /^@@stage (\d+) (.*)$/.exec(line);
  log.line('s2i', stage ? `${stage[2]} (after ${stage[1]} ms)` : line.replace(/^@@error \d+ /, ''));
}

function describe(
  state: ImageState,
  { reference, ground, builder }: { reference: string; ground: Ground; builder: BuilderName }
): Image {
  const { layer, builder: on } = ground;
  return {
    reference,
    id: state.id,
    platform: state.platform,
    size: state.size,
    ownSize: Math.max(0, state.size - (layer?.size ?? 0)),
    builder,
    base: layer?.reference ?? on.reference,
    dependencies: layer?.key ?? ground.key,
    server: on.server
  };
}

function mlserverImage(): Problem {
  return new ProblemError({
    code: 'model-unsupported',
    message: 'Images are not made with the runtime mlserver yet.',
    reason: 'Our builder image serves with the built-in runtime or with seldon-core.',
    suggestion: 'Leave out --runtime, or name seldon-core; the built-in runtime speaks the V2 protocol, too.'
  }).problem;
}
