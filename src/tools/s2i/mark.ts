import type { ContainerState } from '../docker';
import { isOwnerGone, ownerMark } from '../owner-mark';

/** Ends the host names that mark the containers of a build. */
const ENDING = 'build.deploy-model';

/**
 * A host name that names this process, for `--add-host`: s2i gives its containers neither a label nor a name that tells
 * one build from another, and an added host is the only setting that shows on the container and not on the image.
 */
export function markOf(build: string): string {
  return [build, ownerMark(), ENDING].join('.');
}

/** Whether a container belongs to a build. */
export function isMarked({ extraHosts }: ContainerState, mark: string): boolean {
  return extraHosts.some(host => host.startsWith(`${mark}:`));
}

/** Whether a container belongs to a build of a process of this machine that is gone. */
export function isAbandoned({ extraHosts }: ContainerState): boolean {
  return extraHosts.some(host => {
    const name = host.split(':')[0]!;
    const owner = name.slice(name.indexOf('.') + 1, -ENDING.length - 1);
    return name.endsWith(`.${ENDING}`) && isOwnerGone(owner);
  });
}
