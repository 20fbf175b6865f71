import { RunRequest } from '../../contract/run';

/** What the form of the panel holds: a whole request. What is not there, or empty, is left to the service. */
export type Draft = RunRequest;

/** What is taken when nothing is said. */
export const DEFAULTS: Draft = { ...RunRequest.parse({ model: 'any' }), model: '' };

/** A value of a draft by its path, such as `memory` or `kubernetes.replicas`. */
export function valueAt(draft: Draft, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], draft);
}

/** The draft with another value at a path. */
export function withValue(draft: Draft, path: string, value: unknown): Draft {
  const [key, ...rest] = path.split('.') as [keyof Draft, ...string[]];
  const inner = rest.length > 0 ? { ...(draft[key] as object), [rest.join('.')]: value } : value;
  return { ...draft, [key]: inner };
}

/** The request that a draft stands for; empty texts are left out, and servers where there is no cluster. */
export function requestOf(draft: Draft): Draft {
  return trimmed(draft.target === 'kubernetes' ? draft : withServer(draft, undefined)) as Draft;
}

/** The draft with a server of Seldon's in place of an image, and nothing that only an image has; or with an image again. */
export function withServer(draft: Draft, server: string | undefined): Draft {
  const { kubernetes } = draft;
  if (server === undefined) {
    return { ...draft, kubernetes: { ...kubernetes, server, modelUri: undefined, modelSecret: undefined } };
  }
  const { image, builder, baseImage, push, runtime, method } = DEFAULTS;
  const { protocol } = DEFAULTS.kubernetes;
  return {
    ...draft,
    image,
    builder,
    baseImage,
    push,
    runtime,
    method,
    kubernetes: { ...kubernetes, server, protocol }
  };
}

/** What the contract has against a draft, in its own words, by path. */
export function mistakesOf(draft: Draft): Record<string, string> {
  const { error } = RunRequest.safeParse(requestOf(draft));
  return Object.fromEntries((error?.issues ?? []).map(({ path, message }) => [path.join('.'), message]));
}

function trimmed(value: unknown): unknown {
  if (typeof value === 'string') {
    return value.trim() || undefined;
  }
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, trimmed(inner)]))
    : value;
}
