import { ProblemError } from '../../contract/problem';
import type { Docker } from '../../tools/docker';
import { imageOf } from './image-details';

/**
 * Removes a built image with all its names; layers that others share stay. Gives its names, or its id when it had none.
 * Throws no-such-image, image-in-use, docker-unreachable.
 */
export async function removeImage(docker: Docker, id: string): Promise<string[]> {
  const { image, state } = await imageOf(docker, id);
  if (image.usedBy.length > 0) {
    throw inUse(image.reference, image.usedBy);
  }
  const names = state.references.length > 0 ? state.references : [state.id];
  for (const name of names) {
    await docker.images.remove(name);
  }
  return names;
}

function inUse(reference: string, users: string[]): ProblemError {
  return new ProblemError({
    code: 'image-in-use',
    message: `The image ${reference} is in use.`,
    reason: `These deployments run it: ${users.join(', ')}.`,
    suggestion: 'Remove them first; stopped ones count, too.'
  });
}
