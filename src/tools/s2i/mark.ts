import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import type { ContainerState } from '../docker';
import { identify, isAlive } from '../process-identity';

/** Ends the host names that mark the containers of a build. */
const ENDING = 'build.deploy-model';

/**
 * A host name that names this process, for `--add-host`: s2i gives its containers neither a label nor a name that tells
 * one build from another, and an added host is the only setting that shows on the container and not on the image.
 */
export function markOf(build: string): string {
  const owner = identify(process.pid);
  return [build, process.pid, owner?.started ?? '0', machine(), ENDING].join('.');
}

/** Whether a container belongs to a build. */
export function isMarked({ extraHosts }: ContainerState, mark: string): boolean {
  return extraHosts.some(host => host.startsWith(`${mark}:`));
}

/** Whether a container belongs to a build of a process of this machine that is gone. */
export function isAbandoned({ extraHosts }: ContainerState): boolean {
  return extraHosts.some(host => {
    const [, pid, started, where, ...ending] = host.split(':')[0]!.split('.');
    return ending.join('.') === ENDING && where === machine() && !isAlive({ pid: Number(pid), started: started! });
  });
}

/** Process numbers mean nothing on another machine or in another container. */
function machine(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 12);
}
