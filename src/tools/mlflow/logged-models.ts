import { type Api, orAbsent } from './api';
import { RestError } from './errors';
import { everything, pages } from './pages';
import { PAGE } from './runs';
import { type LoggedModel, LoggedModelReply, LoggedModelsPage } from './schemas';

/** The logged model (MLflow 3), or undefined: unknown, deleted, or an older server. */
export async function getLoggedModel(api: Api, modelId: string, signal: AbortSignal): Promise<LoggedModel | undefined> {
  const path = `/mlflow/logged-models/${encodeURIComponent(modelId)}`;
  return (await orAbsent(api.get(path, LoggedModelReply, { signal })))?.model;
}

/** Pages of logged models, newest first; nothing on servers before MLflow 3. */
export function searchLoggedModels(
  api: Api,
  search: { experiments: string[]; filter?: string },
  signal: AbortSignal
): AsyncGenerator<LoggedModel[]> {
  return pages(async token => {
    const body = {
      experiment_ids: search.experiments,
      filter: search.filter,
      order_by: [{ field_name: 'creation_timestamp', ascending: false }],
      max_results: PAGE,
      page_token: token
    };
    const page = await unlessUnknown(api.search('/mlflow/logged-models/search', LoggedModelsPage, { body, signal }));
    return { items: page?.models ?? [], token: page?.next_page_token ?? '' };
  });
}

/** The models that the runs logged. */
export async function modelsOfRuns(
  api: Api,
  runIds: string[],
  experiments: string[],
  signal: AbortSignal
): Promise<LoggedModel[]> {
  if (runIds.length === 0) {
    return [];
  }
  const filter =
    runIds.length === 1
      ? `source_run_id = '${runIds[0]}'`
      : `source_run_id IN (${runIds.map(id => `'${id}'`).join(', ')})`;
  return everything(searchLoggedModels(api, { experiments, filter }, signal));
}

/** Servers before MLflow 3 do not know the route (404, or 405 where another method has it); file stores may say 501. */
async function unlessUnknown<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await orAbsent(call);
  } catch (error) {
    if (error instanceof RestError && (error.status === 405 || error.status === 501)) {
      return undefined;
    }
    throw error;
  }
}
