import type { Docker } from '../../tools/docker';
import { isOwnerGone } from '../../tools/owner-mark';
import { LABELS } from '../images/labels';

/** Removes the throw-away containers of processes of this machine that are gone. */
export async function sweepThrowAways({ containers }: Docker): Promise<void> {
  const left = await containers.list({ labels: { [LABELS.owner]: '' } });
  const abandoned = left.filter(({ labels }) => isOwnerGone(labels[LABELS.owner] ?? ''));
  await Promise.all(abandoned.map(({ id }) => containers.remove(id)));
}
