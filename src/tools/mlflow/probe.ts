import { ProblemError } from '../../contract/problem';
import type { Routes } from './api';
import { notMlflow, RestError } from './errors';
import type { Http } from './http';

/** What was found at an address. */
export interface Found {
  routes: Routes;
  /** For example `3.17.2`; undefined when the server does not tell. */
  version: string | undefined;
}

/**
 * Finds where the REST API is mounted: below the address, below the address as `ajax-api` (`--static-prefix` before
 * about 3.11 moved only that, mlflow/mlflow#22142), or at the origin. Throws tracking-unreachable,
 * tracking-unauthorised, tracking-forbidden, tracking-sso, tracking-host-rejected, tracking-wrong-address.
 */
export async function probe(http: Http, signal: AbortSignal): Promise<Found> {
  const { uri } = http.settings;
  const version = versionAt(http, uri, signal);
  // Told apart from an answer below; without this an early rejection would count as unhandled.
  version.catch(() => undefined);
  let refusal: RestError | undefined;
  for (const routes of candidates(uri)) {
    try {
      await ask(http, routes, signal);
      return { routes, version: await version.catch(() => undefined) };
    } catch (error) {
      if (!(error instanceof RestError)) {
        throw error;
      }
      refusal = worse(refusal, error);
    }
  }
  throw refusal?.absent === false ? refusal : new ProblemError(notMlflow(uri), { cause: refusal });
}

function candidates(uri: string): Routes[] {
  const { origin } = new URL(uri);
  const below: Routes[] = [
    { root: uri, prefix: 'api', base: uri },
    { root: uri, prefix: 'ajax-api', base: uri }
  ];
  return origin === uri ? below : [...below, { root: origin, prefix: 'api', base: uri }];
}

/** One experiment is the cheapest question that every version answers; `max_results` has no default. */
async function ask(http: Http, { root, prefix }: Routes, signal: AbortSignal): Promise<void> {
  const url = `${root}/${prefix}/2.0/mlflow/experiments/search`;
  await http.json({ method: 'GET', url, query: { max_results: 1 }, retries: 2, timeoutSeconds: 20, signal });
}

/** What is not "not found" tells a person more. */
function worse(known: RestError | undefined, error: RestError): RestError {
  return known && !known.absent ? known : error;
}

async function versionAt(http: Http, uri: string, signal: AbortSignal): Promise<string | undefined> {
  for (const base of new Set([uri, new URL(uri).origin])) {
    const text = await http.text({ method: 'GET', url: `${base}/version`, retries: 0, timeoutSeconds: 10, signal });
    const version = /^\s*"?(\d+\.\d+[\w.+-]*)"?\s*$/.exec(text ?? '')?.[1];
    if (version) {
      return version;
    }
  }
  return undefined;
}
