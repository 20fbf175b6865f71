import type { TargetName } from '../../contract/target';
import { createDockerTarget, type DockerTargetParts } from './docker';
import { createKubernetesTarget, type KubernetesTarget, type KubernetesTargetParts } from './kubernetes';
import { createImageMaker } from './kubernetes/image-maker';
import { createProcessTarget, type ProcessTargetParts } from './process';
import type { Target } from './target';

export type Targets = Record<TargetName, Target> & { kubernetes: KubernetesTarget };

/** Every target by its name; a further name in the contract makes this an error until its file is there. */
export function createTargets(
  parts: ProcessTargetParts & DockerTargetParts & Omit<KubernetesTargetParts, 'images'>
): Targets {
  const process = createProcessTarget(parts);
  const docker = createDockerTarget(parts);
  return {
    process,
    docker,
    kubernetes: createKubernetesTarget({ ...parts, images: createImageMaker(parts.images, docker, process) })
  };
}
