import { hostname } from 'node:os';
import type { Docker } from '../../tools/docker';
import { identify, isAlive } from '../../tools/process-identity';
import { hash } from '../images/hash';
import { LABELS } from '../images/labels';

/** The process that throw-away containers belong to, for a label: number, start and machine. */
export function throwAwayOwner(): string {
  return [process.pid, identify(process.pid)?.started ?? '0', machine()].join('/');
}

/** Removes the throw-away containers of processes of this machine that are gone. */
export async function sweepThrowAways({ containers }: Docker): Promise<void> {
  const left = await containers.list({ labels: { [LABELS.owner]: '' } });
  const abandoned = left.filter(({ labels }) => {
    const [pid, started, where] = (labels[LABELS.owner] ?? '').split('/');
    return where === machine() && !isAlive({ pid: Number(pid), started: started ?? '' });
  });
  await Promise.all(abandoned.map(({ id }) => containers.remove(id)));
}

/** Process numbers mean nothing on another machine or in another container. */
function machine(): string {
  return hash(hostname()).slice(0, 12);
}
