import type { z } from 'zod';
import { ProblemError } from '../../contract/problem';
import { RestError } from './errors';
import type { Bytes, Http } from './http';

export interface Options {
  signal: AbortSignal;
  timeoutSeconds?: number;
  /** Tries beside the first. */
  retries?: number;
}

/** Where a server has its routes. `prefix` is `api` or `ajax-api`; `root` and `base` have no trailing slash. */
export interface Routes {
  /** Before `/<prefix>/2.0/…`. */
  root: string;
  prefix: 'api' | 'ajax-api';
  /** Before `/get-artifact` and `/ajax-api/…`. */
  base: string;
}

/** MLflow's REST calls; every answer is checked against the schema given. */
export interface Api {
  /** For texts: of a server of ours it is its store's. */
  readonly uri: string;
  readonly routes: Routes;
  /** `path` such as `/mlflow/runs/get`. */
  get<S extends z.ZodType>(path: string, schema: S, options: Options & { query?: Query }): Promise<z.output<S>>;
  /** A search: a POST that changes nothing, hence may be repeated. */
  search<S extends z.ZodType>(path: string, schema: S, options: Options & { body: unknown }): Promise<z.output<S>>;
  /** A file. `path` starts at the server's base, not at its API. */
  bytes(path: string, options: Options & { query?: Query; offset: number }): Promise<Bytes>;
}

type Query = Record<string, unknown>;

/** MLflow's calls over one connection. */
export function createApi(http: Http, routes: Routes): Api {
  const { title } = http.settings;
  const api = `${routes.root}/${routes.prefix}/2.0`;
  const checked = <S extends z.ZodType>(schema: S, value: unknown): z.output<S> => {
    const result = schema.safeParse(value);
    if (result.success) {
      return result.data;
    }
    throw new ProblemError(
      {
        code: 'tracking-error',
        message: `The tracking server ${title} gave an answer that is not MLflow's.`,
        reason: 'Its shape is not the documented one.',
        suggestion: 'Check that the address is that of an MLflow server and nothing between changes its answers.',
        detail: result.error.message
      },
      { cause: result.error }
    );
  };
  return {
    uri: title,
    routes,
    async get(path, schema, options) {
      return checked(schema, await http.json({ method: 'GET', url: api + path, ...options }));
    },
    async search(path, schema, options) {
      return checked(schema, await http.json({ method: 'POST', url: api + path, ...options }));
    },
    bytes: (path, { offset, ...options }) => http.bytes({ method: 'GET', url: routes.base + path, ...options }, offset)
  };
}

/** The value of a call, or undefined when the server has no such thing. */
export async function orAbsent<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof RestError && error.absent) {
      return undefined;
    }
    throw error;
  }
}
