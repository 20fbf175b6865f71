import type { BuiltImage } from '../../contract/image';
import type { Docker } from '../../tools/docker';
import { LABELS } from './labels';

/**
 * Images of models on an engine, newest first, with the deployments whose containers run them. What the test found is a
 * label of those: written into the image it would make another one, with another digest, than the one that was tested.
 */
export async function listImages({ images, containers }: Docker): Promise<BuiltImage[]> {
  const [found, running] = await Promise.all([
    images.list({ [LABELS.role]: 'model' }),
    containers.list({ labels: { [LABELS.deployment]: '' } })
  ]);
  return found
    .map(({ id, references, digests, labels, size, createdAt }): BuiltImage => {
      const users = running
        .filter(({ image }) => image === id)
        .sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1))
        .map(container => container.labels);
      const verdict = users.map(own => own[LABELS.verdict]).find(Boolean);
      const [digest] = digests;
      return {
        reference: references.find(name => !name.startsWith('localhost/')) ?? references[0] ?? id,
        id,
        ...(digest !== undefined && { digest }),
        model: labels[LABELS.model] ?? '',
        size,
        createdAt,
        usedBy: [...new Set(users.map(own => own[LABELS.deployment]!))].sort(),
        ...(verdict !== undefined && { verdict })
      };
    })
    .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
}
