import { text } from 'node:stream/consumers';
import type { ModelDetails, ModelFile } from '../../contract/model';
import { ProblemError } from '../../contract/problem';
import type { Log } from '../log';
import { redact } from '../redact';
import type { LocatedModel, Tracking } from '.';
import type { Api } from './api';
import { listFiles, openFile, type Place } from './artifacts';
import { discover } from './discovery';
import { downloadFiles } from './download';
import { summaryOf, listModels } from './listing';
import { localFolderOf } from './local-files';
import type { LocalStore } from './local-store';
import { incomplete, LARGEST_MLMODEL, malformed, missingOf, parseMlmodel } from './mlmodel';
import { copyModel, readModelFolder } from './model-folder';
import { downloadWithPython } from './python-fallback';
import { experimentsNamed } from './runs';

export interface Connection {
  api: Api;
  version: string | undefined;
  env: NodeJS.ProcessEnv;
  /** For texts and records, without credentials; a local store has its own address, not its server's. */
  uri: string;
  /** What Python needs to connect, with credentials. */
  pythonUri: string;
  /** Set when the server is on a store of this machine: its files are read directly. */
  store?: LocalStore;
}

interface DownloadOptions {
  log: Log;
  signal: AbortSignal;
}

/** The methods of a connected server. */
export function createTracking(connection: Connection): Tracking {
  const { api } = connection;
  return {
    uri: connection.uri,
    version: connection.version,
    experiments: async signal =>
      (await experimentsNamed(api, [], signal)).map(({ experiment_id: id, name }) => ({ id, name })),
    models: (query, signal) => listModels(api, query, signal),
    locate: (reference, signal) => discover(api, reference, signal),
    storage: async (model, signal) => storageOf(await placeOf(api, model, signal)),
    details: (model, signal) => details(connection, model, signal),
    download: (model, folder, options) => download(connection, model, { folder, ...options })
  };
}

async function details(connection: Connection, model: LocatedModel, signal: AbortSignal): Promise<ModelDetails> {
  const { api } = connection;
  const place = await placeOf(api, model, signal);
  if (place.kind === 'store') {
    throw onlyPython(place.storage);
  }
  const read = (path: string) => readText(api, { place, path }, signal);
  const [files, summary] = await Promise.all([listFiles(api, place, signal), summaryOf(api, model, signal)]);
  refuseWithoutModel(files, model, place);
  const has = (path: string) => files.some(file => file.path === path);
  const [mlmodel, requirements] = await Promise.all([
    read('MLmodel'),
    has('requirements.txt') ? read('requirements.txt') : ''
  ]);
  const { description, needs } = parseMlmodel(mlmodel);
  const missing = missingOf(needs, files);
  return {
    uri: model.uri,
    name: model.name,
    summary,
    description,
    requirements: requirements.split('\n').filter(line => line.trim() !== ''),
    files,
    bytes: total(files),
    storage: storageOf(place),
    problems: [...model.problems, ...(missing.length > 0 ? [incomplete(missing).problem] : [])]
  };
}

async function download(
  connection: Connection,
  model: LocatedModel,
  { folder, log, signal }: DownloadOptions & { folder: string }
): Promise<{ bytes: number }> {
  const { api, env, pythonUri, store } = connection;
  const place = await placeOf(api, model, signal);
  const here = store ? localFolderOf(place, store) : undefined;
  if (here) {
    await readModelFolder(here);
    return copyModel(here, folder, { log, signal });
  }
  const storage = place.kind === 'store' ? place.storage : place.kind === 'proxied' ? '' : place.root;
  const withPython = () =>
    downloadWithPython({ uri: model.uri, storage, trackingUri: pythonUri, folder, env, log, signal });
  if (place.kind === 'store') {
    return withPython();
  }
  const files = await listFiles(api, place, signal).catch(unreachableFiles);
  if (files.length === 0 && isForeign(storage)) {
    return withPython();
  }
  refuseWithoutModel(files, model, place);
  try {
    await refuseUnusable(api, { place, files }, signal);
    return await downloadFiles(files, (path, offset, each) => openFile(api, { place, path, offset }, each), {
      folder,
      log,
      signal
    });
  } catch (error) {
    if (isForeign(storage) && error instanceof ProblemError && error.problem.code === 'artifacts-unreachable') {
      return withPython();
    }
    throw error;
  }

  /** Perhaps Python here has the library that the server lacks. */
  function unreachableFiles(error: unknown): ModelFile[] {
    if (isForeign(storage) && error instanceof ProblemError && error.problem.code === 'artifacts-unreachable') {
      log.line('mlflow', `The server cannot list the files: ${error.problem.detail ?? error.problem.reason}`);
      return [];
    }
    throw error;
  }
}

/** What is wrong with a model is said before its weights are fetched. */
async function refuseUnusable(
  api: Api,
  { place, files }: { place: Place; files: ModelFile[] },
  signal: AbortSignal
): Promise<void> {
  const { needs } = parseMlmodel(await readText(api, { place, path: 'MLmodel' }, signal));
  const missing = missingOf(needs, files);
  if (missing.length > 0) {
    throw incomplete(missing);
  }
}

/** Storage beside the server, which a Python with the right library may be able to read. */
function isForeign(storage: string): boolean {
  return /^(s3|gs|wasbs?|abfss?|hdfs|dbfs|sftp|ftp|r2|viewfs):/.test(storage);
}

/** A located model names its place; one that came back from a record does not, and is looked for again. */
/** Without the login that an address may hold. */
function storageOf(place: Place): string | undefined {
  switch (place.kind) {
    case 'run':
      return redact(`${place.root.replace(/\/+$/, '')}/${place.path}`);
    case 'logged-model':
      return redact(place.root);
    case 'store':
      return redact(place.storage);
    case 'proxied':
      return undefined;
  }
}

async function placeOf(api: Api, model: LocatedModel, signal: AbortSignal): Promise<Place> {
  return 'place' in model ? (model.place as Place) : (await discover(api, model.uri, signal)).place;
}

async function readText(
  api: Api,
  { place, path }: { place: Place; path: string },
  signal: AbortSignal
): Promise<string> {
  const { stream } = await openFile(api, { place, path, offset: 0 }, signal);
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > LARGEST_MLMODEL) {
      stream.destroy(malformed(`Its file ${path} is larger than 5 MB.`));
    }
  });
  return text(stream);
}

function refuseWithoutModel(files: ModelFile[], model: LocatedModel, place: Place): void {
  if (files.some(file => file.path === 'MLmodel')) {
    return;
  }
  const storage = place.kind === 'run' || place.kind === 'logged-model' ? place.root : '';
  if (files.length === 0 && /^(file:|\/|[a-zA-Z]:[\\/])/.test(storage)) {
    throw new ProblemError({
      code: 'artifacts-unreachable',
      message: `The tracking server does not have the files of ${model.name}.`,
      reason: `They are at ${storage}, on the disk of the machine that logged them.`,
      suggestion: 'Log the model through a server that stores artifacts, or deploy its folder on that machine.'
    });
  }
  throw new ProblemError({
    code: files.length === 0 ? 'model-missing' : 'model-incomplete',
    message: files.length === 0 ? `The model ${model.name} has no files.` : `The model ${model.name} has no MLmodel.`,
    reason: 'Its upload was cut short, or its files were removed.',
    suggestion: 'Log the model again.'
  });
}

function onlyPython(storage: string): ProblemError {
  return new ProblemError({
    code: 'artifacts-unreachable',
    message: 'The files of this model cannot be looked at without fetching all of them.',
    reason: `They are in ${storage}, which the tracking server does not hand out.`,
    suggestion: 'Deploy it, or download it with `mlflow artifacts download` and show the folder.'
  });
}

function total(files: ModelFile[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}
