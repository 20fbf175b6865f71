import { ProblemError, type ProblemInput } from '../../contract/problem';
import { redact } from '../redact';
import type { EngineEndpoint } from './endpoint';
import { noGpu } from './gpu';
import { parseReference } from './reference';

/** What the client library throws: an HTTP status of the engine, or the code of a failed connection. */
interface EngineFailure extends Error {
  statusCode?: number;
  code?: string;
  json?: { message?: string };
}

const CONNECTION: Record<string, string> = {
  ENOENT: 'There is no socket there: no engine is installed, or it was not started.',
  ECONNREFUSED: 'Nothing listens there: the engine was not started.',
  EACCES: 'This user may not use the socket.',
  EPERM: 'This user may not use the socket.',
  ENOTFOUND: 'The name of its machine is not known.',
  ETIMEDOUT: 'There was no answer in time.',
  EAI_AGAIN: 'The name of its machine is not known.',
  EHOSTUNREACH: 'Its machine cannot be reached.',
  ENETUNREACH: 'Its machine cannot be reached.',
  EPROTO: 'What answers there does not speak TLS.',
  ECONNRESET: 'The connection was cut.',
  EPIPE: 'The connection was cut.'
};

/** Refusals that have a cause of their own, by the engine's words. `registry`: with its name, where that is known. */
const REFUSALS: [RegExp, (registry: string) => Pick<ProblemInput, 'code' | 'message' | 'suggestion'>][] = [
  [
    /port is already allocated|address already in use/i,
    () => ({
      code: 'port-taken',
      message: 'The port of the deployment is taken.',
      suggestion: 'Choose another one with --port, or leave it out to get a free one.'
    })
  ],
  [
    /image is (being )?used by|is using its referenced image|image has dependent child images/i,
    () => ({
      code: 'image-in-use',
      message: 'The image is in use.',
      suggestion: 'Remove the container, or the image that is named below, first.'
    })
  ],
  [
    /no such container/i,
    () => ({
      code: 'docker-refused',
      message: 'The container is gone.',
      suggestion: 'Somebody else removed it; the one of a deployment is made anew by `deploy-model start`.'
    })
  ],
  [
    /no space left on device/i,
    () => ({
      code: 'disk-full',
      message: 'The disk of the Docker Engine is full.',
      suggestion: 'Free some space: `deploy-model images prune`, or `docker system prune`.'
    })
  ],
  [
    /non-overlapping IPv4 address pool|address pools have been fully subnetted/i,
    () => ({
      code: 'docker-refused',
      message: 'The networks of the Docker Engine have taken all its addresses.',
      suggestion:
        'Remove those that nothing uses: `docker network prune`; or give it more with default-address-pools in its daemon.json.'
    })
  ],
  [
    /no such image|manifest unknown|repository .* not found|pull access denied|not found: manifest/i,
    () => ({
      code: 'no-such-image',
      message: 'An image is not there.',
      suggestion: 'Check its name; log in with `docker login` if the registry is private.'
    })
  ],
  [
    /unauthorized|authentication required|no basic auth credentials|denied|X-Registry-Auth/i,
    registry => ({
      code: 'registry-unauthorised',
      message: `The ${registry} refused the login.`,
      suggestion: 'Log in with `docker login`, as a user who may use that repository.'
    })
  ],
  [
    /server gave HTTP response to HTTPS client/i,
    registry => ({
      code: 'registry-unreachable',
      message: `The ${registry} speaks plain HTTP.`,
      suggestion: "Give it a certificate, or name it under insecure-registries in the engine's daemon.json."
    })
  ],
  [
    /x509|certificate/i,
    registry => ({
      code: 'registry-unreachable',
      message: `The engine does not trust the certificate of the ${registry}.`,
      suggestion: 'Put its CA where the engine looks: /etc/docker/certs.d/<registry>/ca.crt.'
    })
  ],
  [
    /dial tcp|no such host|connection refused|i\/o timeout|Client\.Timeout|EOF|connection reset|TLS handshake/i,
    registry => ({
      code: 'registry-unreachable',
      message: `The engine does not reach the ${registry}.`,
      suggestion: 'Check its name, the network and the proxy of the engine.'
    })
  ]
];

/** What the engine says of a step of a build that failed. The command in it, of any words, is no cause. */
const STEP = /^The command '.*' returned a non-zero code: (\d+)/s;

/** What the client library writes before the words of the engine, see docker-modem. */
const LIBRARY = /^\(HTTP code \d+\) [\w ]+ - /;

/** What no engine says: a page, or nothing. */
const NO_ENGINE = /^(<|$)/;

/** A failed call as a Problem. `what` says what was being done, for example `push churn:1`. */
export function engineProblem(error: unknown, what: string, endpoint: EngineEndpoint | undefined): ProblemError {
  if (error instanceof ProblemError) {
    return error;
  }
  const failure = error as EngineFailure;
  const words = redact(failure.json?.message ?? failure.message ?? String(error))
    .replace(LIBRARY, '')
    .replace(STEP, 'A step ended with code $1.')
    .trim();
  if (failure.statusCode === undefined && failure.code && failure.code in CONNECTION) {
    return unreachable(CONNECTION[failure.code]!, endpoint, error);
  }
  if (failure.statusCode !== undefined && NO_ENGINE.test(words)) {
    return unreachable(`Another program answers there, with the status ${failure.statusCode}.`, endpoint, error);
  }
  if (/could not select device driver|unknown (or invalid )?runtime|unresolvable CDI devices/i.test(words)) {
    return noGpu(words, error);
  }
  const known = REFUSALS.find(([pattern]) => pattern.test(words))?.[1](registryIn(words, what));
  return new ProblemError(
    {
      code: 'docker-refused',
      message: `The Docker Engine could not ${what}.`,
      suggestion: 'Look at the words of the engine below.',
      ...known,
      reason: words.split('\n')[0] ?? '',
      detail: `${what}: ${words}`
    },
    { cause: error }
  );
}

/** What the engine asks a registry for, and what it calls a transfer here: both tell which registry is meant. */
const ASKED = /https?:\/\/([^/\s"]+)\/v2\//;
const TRANSFER = /^(?:push|pull) (\S+)/;

function registryIn(words: string, what: string): string {
  const [, reference] = TRANSFER.exec(what) ?? [];
  const name = ASKED.exec(words)?.[1] ?? (reference && parseReference(reference).registry);
  return name ? `registry ${name}` : 'registry';
}

function unreachable(reason: string, endpoint: EngineEndpoint | undefined, cause: unknown): ProblemError {
  const context = endpoint?.context ? `, of context ${endpoint.context}` : '';
  return new ProblemError(
    {
      code: 'docker-unreachable',
      message: `There is no Docker Engine at ${redact(endpoint?.host ?? 'its usual place')}${context}.`,
      reason,
      suggestion: reason.startsWith('This user')
        ? "Join the group of the socket (on most machines `docker`), or start the workspace with that group's number."
        : 'Start it, or name another with DOCKER_HOST; `--builder buildkit`, `--as-dockerfile` and `--target process` need none.'
    },
    { cause }
  );
}
