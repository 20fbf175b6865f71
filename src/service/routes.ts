/** A method and a path pattern, such as `/runs/{id}`, and what they lead to. */
export interface Route<T> {
  /** In either case. */
  method: string;
  path: string;
  what: T;
}

/**
 * Finds what a path leads to. Paths are compared as they were sent, a parameter is one segment and is decoded; of two
 * patterns that fit, the one that was named first wins.
 */
export class Routes<T> {
  readonly #routes: { method: string; segments: string[]; what: T }[];

  constructor(routes: readonly Route<T>[]) {
    this.#routes = routes.map(({ method, path, what }) => ({
      method: method.toUpperCase(),
      segments: path.split('/'),
      what
    }));
  }

  /** Undefined when there is none. `method` is in capital letters, `path` has no query. */
  find(method: string, path: string): { what: T; params: Record<string, string> } | undefined {
    const given = path.split('/');
    for (const { method: wanted, segments, what } of this.#routes) {
      const params = wanted === method ? match(segments, given) : undefined;
      if (params) {
        return { what, params };
      }
    }
    return undefined;
  }
}

function match(segments: readonly string[], given: readonly string[]): Record<string, string> | undefined {
  if (segments.length !== given.length) {
    return undefined;
  }
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const text = given[index]!;
    if (!segment.startsWith('{')) {
      if (segment !== text) {
        return undefined;
      }
    } else if (text === '') {
      return undefined;
    } else {
      params[segment.slice(1, -1)] = decoded(text);
    }
  }
  return params;
}

/** What is no valid encoding stays as it is; no name looks like that. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
