import { join } from 'node:path';
import type { BuilderName, BuiltImage, EngineOffer, Image, ImageDetails, PrunedImage } from '../../contract/image';
import type { Problem } from '../../contract/problem';
import type { Wrapped } from '../../contract/run';
import type { Docker, Engine, ImageState } from '../../tools/docker';
import { taggedName } from '../../tools/docker/reference';
import type { Home } from '../../tools/home';
import { withLock } from '../../tools/lock';
import type { BuildKit } from '../../tools/buildkit';
import type { S2i } from '../../tools/s2i';
import { s2iMissing } from '../../tools/s2i/s2i';
import type { Runtimes } from '../runtimes';
import type { Context } from '../stage';
import { builderDigests } from './builder-files';
import { buildKitProblems, imageByBuildKit } from './buildkit-image';
import { wholeContext } from './dockerfile';
import { engineOffer } from './engine-offer';
import { type Ground, groundOf } from './ground';
import { imageDetails } from './image-details';
import { listImages } from './image-list';
import { pruneImages } from './image-prune';
import { removeImage } from './image-removal';
import type { ImageSettings } from './image-settings';
import { makeModelImage } from './model-image';
import { pushProblems } from './push-check';
import { removingLater, sweepSteps } from './step-container';

export interface ImageParts {
  docker: Docker;
  s2i: S2i;
  buildkit: BuildKit;
  settings: ImageSettings;
  runtimes: Runtimes;
  home: Home;
}

/** What is needed of a run to make an image of its model. */
export type ImageInput = Pick<Wrapped, 'component' | 'model' | 'request'>;

type Work = Pick<Context, 'log' | 'signal' | 'workdir'>;

/** Makes images of wrapped components, for whatever target runs them. */
export class ImageBuilder {
  constructor(private readonly parts: ImageParts) {}

  /** What would go wrong, found before any work. */
  async check({ component, model, request }: ImageInput, { signal }: Work): Promise<Problem[]> {
    const problems = this.parts.runtimes[component.runtime].check(component, request);
    if (request.image !== undefined) {
      taggedName(request.image);
    }
    if (request.builder === 'buildkit') {
      return [...problems, ...(await buildKitProblems(this.parts.buildkit, { component, model, request }, signal))];
    }
    // Read while the engine is asked; what is wrong with them is told where they are needed.
    builderDigests(this.parts.settings).catch(() => undefined);
    await this.parts.docker.endpoint(signal);
    problems.push(...(await pushProblems(this.parts, request, signal)));
    if (request.builder === 's2i' && !this.parts.s2i.isHere()) {
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
    if (input.request.builder === 'buildkit') {
      return { image: await imageByBuildKit(this.parts, input, work), reused: false };
    }
    const { docker, removed } = removingLater(this.parts.docker);
    try {
      return await this.#onEngine({ ...this.parts, docker }, input, work);
    } finally {
      await removed();
    }
  }

  async #onEngine(parts: ImageParts, input: ImageInput, work: Work): Promise<{ image: Image; reused: boolean }> {
    const { docker, s2i, home } = parts;
    const [ground] = await Promise.all([groundOf(parts, input, work), s2i.sweep(docker), sweepSteps(docker)]);
    const { key, own } = ground;
    const lockFile = join(home.cache, 'images', `model-${key}`);
    const { state, reused } = await withLock(
      lockFile,
      async () => {
        const there = await docker.images.inspect(own);
        return there
          ? { state: there, reused: true }
          : { state: await makeModelImage(parts, input, { ground, work }), reused: false };
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
    if (image.builder === 'buildkit') {
      // It was pushed as it was made.
      return image;
    }
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

  /** One of them with its layers. Throws no-such-image. */
  show(id: string): Promise<ImageDetails> {
    return imageDetails(this.parts.docker, id);
  }

  /** Removes one of them with all its names, which it gives. Throws no-such-image, image-in-use. */
  remove(id: string): Promise<string[]> {
    return removeImage(this.parts.docker, id);
  }

  /** Removes what was built here and serves nothing any more, or only says what would go. */
  prune(options: { dryRun: boolean }): Promise<PrunedImage[]> {
    return pruneImages(this.parts.docker, { repository: this.parts.settings.repository, ...options });
  }

  /** What the engine can give to builds and containers; that none answers is part of it. */
  offer(signal: AbortSignal): Promise<EngineOffer> {
    return engineOffer(this.parts, signal);
  }
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
    ownSize: Math.max(0, state.size - (layer ?? on).size),
    builder,
    base: layer?.reference ?? on.reference,
    dependencies: layer?.key ?? ground.key,
    server: on.server
  };
}
