import type { DockerBuild, KubernetesBuild } from '../../../contract/deployment';
import type { Problem } from '../../../contract/problem';
import type { Wrapped } from '../../../contract/run';
import type { ImageBuilder } from '../../images/image-builder';
import type { Context } from '../../stage';
import type { Target } from '../target';

/** Makes images that a cluster can pull, and runs scripts in them. */
export interface ImageMaker {
  check(input: Wrapped, context: Context): Promise<Problem[]>;
  build(input: Wrapped, context: Context): Promise<KubernetesBuild>;
  runScript: Target['runScript'];
}

/** Names that no registry answers for: images of this machine alone. */
const LOCAL = /^localhost\//;

/** Images of the local engine, pushed to the registry in their name. */
export function createImageMaker(images: ImageBuilder, docker: Pick<Target, 'runScript'>): ImageMaker {
  return {
    check: (input, context) => images.check(input, context),
    async build(input, context) {
      const { image, reused } = await images.build(input, context);
      const pushed = LOCAL.test(image.reference) ? image : await images.push(image, context);
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
    },
    runScript(input, script, context) {
      const build = { ...input.build, target: 'docker' } as DockerBuild;
      return docker.runScript({ ...input, build }, script, context);
    }
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
