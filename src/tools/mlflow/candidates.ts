import type { Api } from './api';
import { inBatches, listFolder, type Place } from './artifacts';
import { getLoggedModel, modelsOfRuns } from './logged-models';
import { versionsOfRuns } from './registry';
import { historyOf, type LoggedModel, type Run } from './schemas';

/** A model that a run has. */
export interface Candidate {
  name: string;
  uri: string;
  place: Place;
  model?: LoggedModel;
}

const DEEPEST = 5;
const MOST_ENTRIES = 500;

/**
 * The models of a run, in MLflow's own order of trust: logged models (3.x), the tag of 2.x, the run's artifacts, the
 * registry. Of models with one name (checkpoints) the one with the largest step is taken, then the newest.
 */
export async function candidatesOf(api: Api, run: Run, signal: AbortSignal): Promise<Candidate[]> {
  const logged = await loggedModelsOf(api, run, signal);
  const fromHistory = historyOf(run.data.tags)
    .filter(entry => entry.artifact_path !== '' && !entry.model_uuid.startsWith('m-'))
    .map(entry => runCandidate(run, entry.artifact_path));
  const known = distinct([...logged, ...fromHistory]);
  if (known.length > 0) {
    return known;
  }
  const walked = (await foldersWithModel(api, run, signal)).map(path => runCandidate(run, path));
  if (walked.length > 0) {
    return walked;
  }
  const versions = await versionsOfRuns(api, [run.info.run_id], signal);
  const paths = versions.flatMap(version => pathBelow(version.source, run) ?? []);
  return distinct(paths.map(path => runCandidate(run, path)));
}

/** The model at `path` among a run's artifacts. */
export function runCandidate(run: Run, path: string): Candidate {
  const { run_id: runId, artifact_uri: root } = run.info;
  return {
    name: path.split('/').at(-1) ?? path,
    uri: `runs:/${runId}/${path}`,
    place: { kind: 'run', runId, path, root }
  };
}

export function loggedCandidate(model: LoggedModel): Candidate {
  const { model_id: modelId, name, artifact_uri: root } = model.info;
  return { name, uri: `models:/${modelId}`, place: { kind: 'logged-model', modelId, root }, model };
}

/** The path of a source such as `runs:/<run>/a/model` or `<artifact uri>/a/model` below the run's artifacts. */
export function pathBelow(source: string, run: Run): string | undefined {
  const roots = [`runs:/${run.info.run_id}/`, `${run.info.artifact_uri.replace(/\/+$/, '')}/`];
  const root = roots.find(each => source.startsWith(each));
  return root === undefined ? undefined : source.slice(root.length).replace(/\/+$/, '') || undefined;
}

/** The run's outputs and what names the run as its source; a deleted model is in the first and not found. */
async function loggedModelsOf(api: Api, run: Run, signal: AbortSignal): Promise<Candidate[]> {
  const { run_id: runId, experiment_id: experiment } = run.info;
  const steps = new Map(run.outputs.model_outputs.map(({ model_id, step }) => [model_id, step] as const));
  const [found, named] = await Promise.all([
    inBatches([...steps.keys()].slice(-MOST_ENTRIES), id => getLoggedModel(api, id, signal)),
    modelsOfRuns(api, [runId], [experiment], signal)
  ]);
  const byId = new Map<string, LoggedModel>();
  for (const model of [...found, ...named]) {
    if (model) {
      byId.set(model.info.model_id, model);
    }
  }
  const step = (model: LoggedModel) => steps.get(model.info.model_id) ?? -1;
  const ready = (model: LoggedModel) => Number(model.info.status === 'LOGGED_MODEL_READY');
  const models = [...byId.values()].sort(
    (a, b) => ready(b) - ready(a) || step(b) - step(a) || b.info.creation_timestamp_ms - a.info.creation_timestamp_ms
  );
  return models.map(loggedCandidate);
}

/** The first of each name. */
function distinct(candidates: Candidate[]): Candidate[] {
  const byName = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const key = candidate.place.kind === 'run' ? candidate.place.path : candidate.name;
    if (!byName.has(key)) {
      byName.set(key, candidate);
    }
  }
  return [...byName.values()];
}

/** Folders among the run's artifacts that hold an `MLmodel`; a bounded walk. */
async function foldersWithModel(api: Api, run: Run, signal: AbortSignal): Promise<string[]> {
  const place: Place = { kind: 'run', runId: run.info.run_id, path: '', root: run.info.artifact_uri };
  const found: string[] = [];
  let folders = [''];
  let entries = 0;
  for (let depth = 0; depth <= DEEPEST && folders.length > 0 && entries < MOST_ENTRIES; depth++) {
    const levels = await inBatches(folders, async folder => ({
      folder,
      list: await listFolder(api, place, folder, signal)
    }));
    folders = [];
    for (const { folder, list } of levels) {
      entries += list.length;
      if (folder !== '' && list.some(entry => entry.path === `${folder}/MLmodel` && !entry.isFolder)) {
        found.push(folder);
      } else {
        folders.push(...list.filter(entry => entry.isFolder).map(entry => entry.path));
      }
    }
  }
  return found.sort();
}
