import { ProblemError } from '../../contract/problem';

/** An image's name taken apart. */
export interface ImageReference {
  /** Where it is pushed to: `docker.io`, `registry:5000`. */
  registry: string;
  /** Path in the registry, `library/` included for Docker's own images. */
  repository: string;
  tag?: string;
  /** `sha256:…` */
  digest?: string;
  /** Name without tag and digest, as the engine takes it. */
  name: string;
}

const DOCKER_HUB = 'docker.io';
const PATH = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*$/;
const HOST = /^(?:localhost|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|\[[0-9a-fA-F:]+\]|[A-Za-z0-9-]+(?=:\d))(?::\d+)?$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/**
 * Reads an image's name by the rules of the distribution project: the first part is a registry when it has a dot or a
 * port or is `localhost`. Throws bad-request: s2i takes a wrong name, builds nothing and says it succeeded.
 */
export function parseReference(text: string): ImageReference {
  const [rest = '', digest] = text.split('@') as [string, string?];
  const first = rest.split('/')[0]!;
  const hasHost = rest.includes('/') && HOST.test(first);
  const path = hasHost ? rest.slice(first.length + 1) : rest;
  const colon = path.lastIndexOf(':');
  const [repository, tag] = colon < 0 ? [path, undefined] : [path.slice(0, colon), path.slice(colon + 1)];
  if (!PATH.test(repository) || (tag !== undefined && !TAG.test(tag)) || (digest && !DIGEST.test(digest))) {
    throw new ProblemError({
      code: 'bad-request',
      message: `${text || 'An empty text'} cannot be the name of an image.`,
      reason:
        'It is [registry[:port]/]path[:tag]; the path is in lower-case letters, digits, dots, dashes and underscores.',
      suggestion: 'Correct it, for example to registry:5000/team/churn:1.2.'
    });
  }
  return {
    registry: hasHost ? first : DOCKER_HUB,
    repository: hasHost || repository.includes('/') ? repository : `library/${repository}`,
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest }),
    name: hasHost ? `${first}/${repository}` : repository
  };
}

/** Whether a text can be the name of an image. */
export function isReference(text: string): boolean {
  try {
    parseReference(text);
    return true;
  } catch {
    return false;
  }
}

/** The name to give to an image, with a tag; `latest` when it has none. Throws bad-request. */
export function taggedName(text: string): string {
  const { name, tag, digest } = parseReference(text);
  if (digest !== undefined) {
    throw new ProblemError({
      code: 'bad-request',
      message: `${text} cannot be the name of an image that is yet to be made.`,
      reason: 'A digest is told by what is in the image.',
      suggestion: `Leave it out, or give a tag: ${name}:${tag ?? 'latest'}.`
    });
  }
  return `${name}:${tag ?? 'latest'}`;
}
