import type { ModelFile } from '../../contract/model';
import { ProblemError } from '../../contract/problem';
import { grouped } from '../grouped-number';
import type { Api } from './api';
import { refuseHostile } from './artifact-names';
import { RestError } from './errors';
import type { Bytes } from './http';
import { Listing } from './schemas';

/** Where a model's files are, as the tracking server sees it. Paths have no slash at either end. */
export type Place =
  /** Below a run's artifacts; `root` is the run's artifact URI. */
  | { kind: 'run'; runId: string; path: string; root: string }
  /** A logged model of MLflow 3; `root` is its artifact URI. */
  | { kind: 'logged-model'; modelId: string; root: string }
  /** On the server's own artifact proxy. */
  | { kind: 'proxied'; path: string }
  /** Storage that only Python, with its libraries and credentials, can read; `uri` is what `mlflow artifacts download` takes. */
  | { kind: 'store'; uri: string; storage: string };

const MOST_FILES = 20_000;
const DEEPEST = 30;

/** All files of a model, sorted by path, one request for each folder. Throws model-hostile, model-too-large. */
export async function listFiles(api: Api, place: Place, signal: AbortSignal): Promise<ModelFile[]> {
  const files: ModelFile[] = [];
  let folders = [''];
  for (let depth = 0; folders.length > 0; depth++) {
    const levels = await inBatches(folders, folder => listFolder(api, place, folder, signal));
    folders = [];
    for (const entry of levels.flat()) {
      if (entry.isFolder) {
        folders.push(entry.path);
      } else {
        files.push({ path: entry.path, size: entry.size });
      }
    }
    if (files.length + folders.length > MOST_FILES || depth > DEEPEST) {
      throw tooMany();
    }
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

export interface Entry {
  /** Relative to the place. */
  path: string;
  isFolder: boolean;
  /** Bytes; 0 for a folder. */
  size: number;
}

/**
 * One level. An unknown folder, and storage of another machine, look empty: MLflow says the same for both.
 * Throws model-hostile; artifacts-unreachable when the server itself cannot list it.
 */
export async function listFolder(api: Api, place: Place, folder: string, signal: AbortSignal): Promise<Entry[]> {
  const { url, query, root, basenames } = listingOf(place, folder);
  const listing = await api.get(url, Listing, { query, signal }).catch(notListed);
  return listing.files.map(file => {
    const full = basenames ? join(root, folder, file.path) : file.path;
    const path = relative(full, root);
    refuseHostile(path, 'The list of files');
    if (folder !== '' && !path.startsWith(`${folder}/`)) {
      refuseHostile(`../${path}`, 'The list of files');
    }
    return { path, isFolder: file.is_dir === true, size: file.is_dir ? 0 : file.file_size };
  });
}

/** All versions answer so when they lack the library of a storage, and for a name that is not UTF-8. */
function notListed(error: unknown): never {
  if (!(error instanceof RestError) || error.status !== 500) {
    throw error;
  }
  throw new ProblemError(
    {
      code: 'artifacts-unreachable',
      message: 'The tracking server cannot list the files of the model.',
      reason: 'It lacks the library or the login for the storage in which they are, or a name there is not UTF-8.',
      suggestion: 'Look at the log of the server; or download the model where its storage can be read.',
      detail: error.problem.detail
    },
    { cause: error }
  );
}

interface ListingCall {
  url: string;
  query: Record<string, string>;
  /** What the paths in the answer start with. */
  root: string;
  /** The proxied route gives names, the others paths. */
  basenames: boolean;
}

function listingOf(place: Place, folder: string): ListingCall {
  switch (place.kind) {
    case 'run': {
      const path = join(place.path, folder);
      const query = { run_id: place.runId, ...(path ? { path } : {}) };
      return { url: '/mlflow/artifacts/list', query, root: place.path, basenames: false };
    }
    case 'logged-model': {
      const url = `/mlflow/logged-models/${encodeURIComponent(place.modelId)}/artifacts/directories`;
      return { url, query: folder ? { artifact_directory_path: folder } : {}, root: '', basenames: false };
    }
    case 'proxied':
      return {
        url: '/mlflow-artifacts/artifacts',
        query: { path: join(place.path, folder) },
        root: place.path,
        basenames: true
      };
    case 'store':
      throw new Error(`Files in ${place.storage} cannot be listed over REST.`);
  }
}

/**
 * The bytes of a file from `offset` on. The route that sends a length and knows ranges comes first: the proxied one had
 * neither before 3.15 and is very slow on 3.5 to 3.8 (mlflow/mlflow#19517).
 */
export async function openFile(
  api: Api,
  { place, path, offset }: { place: Place; path: string; offset: number },
  signal: AbortSignal
): Promise<Bytes> {
  let refusal: RestError | undefined;
  for (const { url, query } of routesOf(api, place, path)) {
    try {
      return await api.bytes(url, { query, offset, retries: 1, signal });
    } catch (error) {
      // Absent files, missing libraries and switched-off routes are 400, 404, 500 or 503, as text, HTML or JSON.
      if (!(error instanceof RestError) || ![400, 404, 405, 500, 501, 503].includes(error.status)) {
        throw error;
      }
      refusal ??= error;
    }
  }
  throw new ProblemError(
    {
      code: 'artifacts-unreachable',
      message: `The tracking server does not hand out the file ${path}.`,
      reason: 'It lacks the file, the library or the login for the storage in which the file is.',
      suggestion: 'Ask who runs the server, or download the model where its storage can be read and deploy the folder.',
      detail: refusal?.problem.detail
    },
    { cause: refusal }
  );
}

function routesOf(api: Api, place: Place, path: string): { url: string; query?: Record<string, string> }[] {
  switch (place.kind) {
    case 'run':
      return [
        { url: '/get-artifact', query: { run_id: place.runId, path: join(place.path, path) } },
        ...proxied(api, join(place.root, place.path, path))
      ];
    case 'logged-model': {
      const url = `/ajax-api/2.0/mlflow/logged-models/${encodeURIComponent(place.modelId)}/artifacts/files`;
      return [{ url, query: { artifact_file_path: path } }, ...proxied(api, join(place.root, path))];
    }
    case 'proxied':
      return proxied(api, `mlflow-artifacts:/${join(place.path, path)}`);
    case 'store':
      return [];
  }
}

/** The proxied route, when the address is on this very server. */
function proxied({ routes }: Api, uri: string): { url: string }[] {
  const path = /^mlflow-artifacts:\/(?!\/)(.*)$/s.exec(uri)?.[1];
  return path === undefined ? [] : [{ url: `/${routes.prefix}/2.0/mlflow-artifacts/artifacts/${encoded(path)}` }];
}

function encoded(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function join(...parts: string[]): string {
  return parts.filter(part => part !== '').join('/');
}

function relative(path: string, root: string): string {
  if (root === '') {
    return path;
  }
  // What does not lie below the root is made hostile, hence refused.
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : `../${path}`;
}

/** Results in the order of the items; eight at a time. */
export async function inBatches<T, R>(items: T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += 8) {
    results.push(...(await Promise.all(items.slice(at, at + 8).map(work))));
  }
  return results;
}

function tooMany(): ProblemError {
  return new ProblemError({
    code: 'model-too-large',
    message: `The model has more than ${grouped(MOST_FILES)} files, or its folders are nested too deep.`,
    reason: 'That is beyond what this program lists.',
    suggestion: 'Pack what belongs together into one file, and log the model again.'
  });
}
