import type { ModelSummary, RegisteredVersion } from '../../contract/model';
import { ProblemError } from '../../contract/problem';
import type { LocatedModel, ModelQuery } from '.';
import type { Api } from './api';
import { inBatches } from './artifacts';
import { pathBelow } from './candidates';
import { getLoggedModel, modelsOfRuns, searchLoggedModels } from './logged-models';
import { RestError } from './errors';
import { merged } from './pages';
import { aliasesOf, versionsOfRuns } from './registry';
import { experimentsNamed, getExperiment, getRun, runsById, searchRuns } from './runs';
import { type Experiment, HistoryEntry, historyOf, type LoggedModel, type ModelVersion, type Run } from './schemas';

/** What is needed to make rows; registered models are asked for once. */
interface Context {
  api: Api;
  experiments: Map<string, Experiment>;
  ids: string[];
  aliases: Map<string, Promise<Map<string, string[]>>>;
  signal: AbortSignal;
}

/** A model before it is a row. */
interface Found {
  run: Run | undefined;
  model?: LoggedModel;
  entry?: HistoryEntry;
}

/**
 * What could be deployed. Without filter and order: logged models and the models of 2.x runs, newest first. With one,
 * MLflow filters and orders the runs, and their models follow in that order.
 */
export async function* listModels(api: Api, query: ModelQuery, signal: AbortSignal): AsyncGenerator<ModelSummary> {
  const found = await experimentsNamed(api, query.experiments, signal);
  const experiments = new Map(found.map(experiment => [experiment.experiment_id, experiment] as const));
  const context: Context = { api, experiments, ids: [...experiments.keys()], aliases: new Map(), signal };
  const rows =
    query.filter || query.orderBy.length > 0
      ? flat(ofSearchedRuns(context, query))
      : merged(flat(ofLoggedModels(context)), flat(ofHistory(context)), (a, b) => a.createdAt >= b.createdAt);
  let count = 0;
  if (context.ids.length === 0 || query.limit <= 0) {
    return;
  }
  for await (const row of rows) {
    yield row;
    if (++count >= query.limit) {
      return;
    }
  }
}

/** The row of one located model, or undefined when MLflow knows neither its run nor a logged model. */
export async function summaryOf(
  api: Api,
  { uri, runId, modelId }: LocatedModel,
  signal: AbortSignal
): Promise<ModelSummary | undefined> {
  const [run, model] = await Promise.all([
    runId ? getRun(api, runId, signal) : undefined,
    modelId ? getLoggedModel(api, modelId, signal) : undefined
  ]);
  const id = model?.info.experiment_id || run?.info.experiment_id;
  if (!id) {
    return undefined;
  }
  const experiment = await getExperiment(api, id, signal);
  const experiments = new Map(experiment ? [[id, experiment] as const] : []);
  const context: Context = { api, experiments, ids: [id], aliases: new Map(), signal };
  const path = /^runs:\/[^/]+\/(.+)$/.exec(uri)?.[1];
  const entry = HistoryEntry.parse({ artifact_path: path });
  const logged = historyOf(run?.data.tags ?? {}).findLast(each => each.artifact_path === path);
  // A deleted run is no reason not to show its model.
  const [row] = await rowsOf(context, [{ run, model, entry: model ? undefined : (logged ?? entry) }], true);
  return row;
}

async function* ofLoggedModels(context: Context): AsyncGenerator<ModelSummary[]> {
  const { api, ids, signal } = context;
  for await (const models of searchLoggedModels(api, { experiments: ids }, signal)) {
    const runIds = [...new Set(models.map(({ info }) => info.source_run_id).filter(id => id !== ''))];
    const runs = new Map((await runsById(api, runIds, ids, signal)).map(run => [run.info.run_id, run] as const));
    yield rowsOf(
      context,
      models.map(model => ({ model, run: runs.get(model.info.source_run_id) }))
    );
  }
}

/** MLflow 2.x: a tag of the run says which models it logged. */
async function* ofHistory(context: Context): AsyncGenerator<ModelSummary[]> {
  const { api, ids, signal } = context;
  const filter = "tags.`mlflow.log-model.history` LIKE '%'";
  for await (const runs of searchRuns(api, { experiments: ids, filter }, signal)) {
    yield rowsOf(context, runs.flatMap(fromHistory));
  }
}

async function* ofSearchedRuns(context: Context, { filter, orderBy }: ModelQuery): AsyncGenerator<ModelSummary[]> {
  const { api, ids, signal } = context;
  const pages = asAsked(searchRuns(api, { experiments: ids, filter, orderBy }, signal));
  for await (const runs of pages) {
    const runIds = runs.map(({ info }) => info.run_id);
    const models = await modelsOfRuns(api, runIds, ids, signal);
    const found = runs.flatMap(run => [
      ...models.filter(({ info }) => info.source_run_id === run.info.run_id).map(model => ({ model, run })),
      ...fromHistory(run)
    ]);
    yield rowsOf(context, found);
  }
}

/** The pages of a search by a person's own words: what MLflow does not take of them is their mistake, not the server's. */
async function* asAsked<T>(pages: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    yield* pages;
  } catch (error) {
    throw error instanceof RestError && error.status === 400 && error.errorCode === 'INVALID_PARAMETER_VALUE'
      ? notTaken(error)
      : error;
  }
}

function notTaken(cause: RestError): ProblemError {
  return new ProblemError(
    {
      code: 'bad-request',
      message: 'MLflow does not take this filter or order.',
      reason: cause.said ?? '',
      suggestion: "Write the filter for example as 'metrics.auc > 0.9', the order as 'metrics.auc DESC'."
    },
    { cause }
  );
}

/** Early 3.x clients wrote the tag as well as a logged model; those are in the other list. Newest first. */
function fromHistory(run: Run): Found[] {
  const newest = new Map<string, Found>();
  for (const entry of historyOf(run.data.tags)) {
    if (!entry.model_uuid.startsWith('m-') && run.outputs.model_outputs.length === 0 && entry.artifact_path !== '') {
      newest.set(entry.artifact_path, { run, entry });
    }
  }
  return [...newest.values()].reverse();
}

async function rowsOf(context: Context, all: Found[], deletedToo = false): Promise<ModelSummary[]> {
  const found = all.filter(({ run }) => deletedToo || run?.info.lifecycle_stage !== 'deleted');
  const runIds = [...new Set(found.flatMap(({ run }) => run?.info.run_id || []))];
  const versions = await versionsOfRuns(context.api, runIds, context.signal);
  return inBatches(found, async each => {
    const own = [
      ...versions.filter(version => belongs(version, each)).map(({ name, version }) => ({ name, version })),
      ...taggedVersions(each.model)
    ];
    return row(context, each, await registrations(context, own));
  });
}

function belongs(version: ModelVersion, { run, model, entry }: Found): boolean {
  if (model) {
    const id = model.info.model_id;
    return version.model_id === id || version.source === `models:/${id}` || version.source === model.info.artifact_uri;
  }
  return (
    run !== undefined && version.run_id === run.info.run_id && pathBelow(version.source, run) === entry?.artifact_path
  );
}

/** A logged model without a run has its registrations in a tag, which may hold a version twice, as text and number. */
function taggedVersions(model: LoggedModel | undefined): { name: string; version: string }[] {
  if (!model || model.info.source_run_id !== '') {
    return [];
  }
  try {
    const tagged = JSON.parse(model.info.tags['mlflow.modelVersions'] ?? '[]') as { name: unknown; version: unknown }[];
    return tagged.map(({ name, version }) => ({ name: String(name), version: String(version) }));
  } catch {
    return [];
  }
}

function registrations(context: Context, own: { name: string; version: string }[]): Promise<RegisteredVersion[]> {
  const distinct = new Map(own.map(each => [`${each.name}/${each.version}`, each] as const));
  return inBatches([...distinct.values()], async ({ name, version }) => {
    const { api, aliases, signal } = context;
    aliases.set(name, aliases.get(name) ?? aliasesOf(api, name, signal));
    return { name, version, aliases: (await aliases.get(name))?.get(version) ?? [] };
  });
}

function row({ experiments }: Context, { run, model, entry }: Found, registered: RegisteredVersion[]): ModelSummary {
  const experimentId = model?.info.experiment_id || run?.info.experiment_id || '';
  const path = entry?.artifact_path ?? '';
  return {
    uri: model ? `models:/${model.info.model_id}` : `runs:/${run?.info.run_id}/${path}`,
    name: model?.info.name || path.split('/').at(-1) || '',
    modelId: model?.info.model_id,
    runId: run?.info.run_id || model?.info.source_run_id || undefined,
    runName: run?.info.run_name || run?.data.tags['mlflow.runName'] || undefined,
    experimentId,
    experimentName: experiments.get(experimentId)?.name || undefined,
    status: model?.info.status.replace('LOGGED_MODEL_', '') || run?.info.status || '',
    user: run?.info.user_id || run?.data.tags['mlflow.user'] || undefined,
    createdAt: model?.info.creation_timestamp_ms || loggedAt(entry) || run?.info.start_time || 0,
    metrics: { ...model?.data.metrics, ...run?.data.metrics },
    params: { ...model?.data.params, ...run?.data.params },
    tags: { ...run?.data.tags, ...model?.info.tags },
    registered
  };
}

/** `2024-01-31 12:00:00.123456`, in UTC. */
function loggedAt(entry: HistoryEntry | undefined): number | undefined {
  return entry ? Date.parse(`${entry.utc_time_created.replace(' ', 'T').slice(0, 23)}Z`) || undefined : undefined;
}

async function* flat<T>(all: AsyncIterable<T[]>): AsyncGenerator<T> {
  for await (const page of all) {
    yield* page;
  }
}
