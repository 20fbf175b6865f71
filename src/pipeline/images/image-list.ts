import type { BuiltImage } from '../../contract/image';
import type { Docker } from '../../tools/docker';
import { LABELS } from './labels';

/** Images of models on an engine, newest first, with the deployments whose containers run them. */
export async function listImages({ images, containers }: Docker): Promise<BuiltImage[]> {
  const [found, running] = await Promise.all([
    images.list({ [LABELS.role]: 'model' }),
    containers.list({ labels: { [LABELS.deployment]: '' } })
  ]);
  return found
    .map(({ id, references, digests, labels, size, createdAt }): BuiltImage => {
      const users = running.filter(({ image }) => image === id).map(container => container.labels[LABELS.deployment]!);
      const [digest] = digests;
      return {
        reference: references.find(name => !name.startsWith('localhost/')) ?? references[0] ?? id,
        id,
        ...(digest !== undefined && { digest }),
        model: labels[LABELS.model] ?? '',
        size,
        createdAt,
        usedBy: [...new Set(users)].sort()
      };
    })
    .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
}
