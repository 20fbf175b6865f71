import type { ClusterBuild, DockerBuild, KubernetesBuild } from '../../../contract/deployment';
import type { Problem } from '../../../contract/problem';
import type { Wrapped } from '../../../contract/run';
import type { ImageBuilder } from '../../images/image-builder';
import { isLocal } from '../../images/push-check';
import type { Context } from '../../stage';
import type { Target } from '../target';
import { buildPrepackaged, environmentOf, type Here, prepackagedProblems } from './prepackaged-build';

/** Makes what a cluster runs: images that it can pull, or nothing where a server of Seldon's loads the model. Runs scripts beside it. */
export interface ImageMaker {
  check(input: Wrapped, context: Context): Promise<Problem[]>;
  build(input: Wrapped, context: Context): Promise<ClusterBuild>;
  runScript: Target['runScript'];
}

const isServed = ({ request }: Wrapped): boolean => request.kubernetes.server !== undefined;

/** Images of the local engine, pushed to the registry in their name; `here` is this machine without an engine. */
export function createImageMaker(images: ImageBuilder, docker: Pick<Target, 'runScript'>, here: Here): ImageMaker {
  return {
    check: (input, context) =>
      isServed(input) ? prepackagedProblems(input, here, context) : images.check(input, context),
    build: (input, context) =>
      isServed(input) ? buildPrepackaged(input, here, context) : buildImage(images, input, context),
    runScript(input, script, context) {
      if (input.build.target === 'prepackaged') {
        return here.runScript({ ...input, build: environmentOf(input.build) }, script, context);
      }
      const build = { ...input.build, target: 'docker' } as DockerBuild;
      // The GPUs of its pods are the cluster's.
      return docker.runScript({ ...input, build }, { ...script, gpus: '' }, context);
    }
  };
}

async function buildImage(images: ImageBuilder, input: Wrapped, context: Context): Promise<KubernetesBuild> {
  const { image, reused } = await images.build(input, context);
  const pushed = isLocal(image.reference) ? image : await images.push(image, context);
  if (pushed === image) {
    context.log.warn(notPushed(image.reference));
  }
  return {
    target: 'kubernetes',
    image: pushed,
    environment: image.dependencies,
    reused,
    runtimeVersion: image.server
  };
}

function notPushed(reference: string): Problem {
  return {
    code: 'image-pull-failed',
    severity: 'warning',
    message: `${reference} is on this machine alone.`,
    reason: 'Its name has no registry, so it was not pushed; a cluster elsewhere cannot pull it.',
    suggestion: 'Name a registry with --image registry.example/team/name, or set DEPLOY_MODEL_REPOSITORY.'
  };
}
