import { Problem } from '../../contract/problem';
import type { RunRequest } from '../../contract/run';
import type { Docker } from '../../tools/docker';
import type { ImageSettings } from './image-settings';

/** Whether a name is one that no registry answers for: an image of this machine alone. */
export function isLocal(reference: string): boolean {
  return reference.startsWith('localhost/');
}

/** What is bound to fail when the image of a request is pushed, found before it is made; see Images.away. */
export async function pushProblems(
  { docker, settings }: { docker: Docker; settings: Pick<ImageSettings, 'repository'> },
  { target, image = settings.repository, push }: Pick<RunRequest, 'target' | 'image' | 'push'>,
  signal: AbortSignal
): Promise<Problem[]> {
  // A cluster pulls what it runs, so its images are pushed unasked, but for those that stay here.
  const isPushed = push || target === 'kubernetes';
  if (!isPushed || isLocal(image)) {
    return push ? [noRegistry(image)] : [];
  }
  const problem = await docker.images.away(image, signal);
  return problem ? [problem] : [];
}

function noRegistry(image: string): Problem {
  return Problem.parse({
    code: 'bad-request',
    message: `${image} names no registry to push to.`,
    reason: 'What begins with localhost/ is of this machine alone.',
    suggestion: 'Name one with --image registry.example/team/name:1, or set DEPLOY_MODEL_REPOSITORY.'
  });
}
