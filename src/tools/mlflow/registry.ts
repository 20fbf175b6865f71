import { type Api, orAbsent } from './api';
import { RestError } from './errors';
import { DownloadUri, type ModelVersion, ModelVersionReply, ModelVersionsPage, RegisteredModelReply } from './schemas';
import { everything, pages } from './pages';

const VERSIONS = '/mlflow/model-versions/search';

/** One version of a registered model, or undefined. */
export async function getVersion(
  api: Api,
  { name, version }: { name: string; version: string },
  signal: AbortSignal
): Promise<ModelVersion | undefined> {
  const call = api.get('/mlflow/model-versions/get', ModelVersionReply, { query: { name, version }, signal });
  return (await absentOrInvalid(call))?.model_version;
}

/** The version that an alias points to, or undefined; MLflow answers an unknown alias with 400. */
export async function versionOfAlias(
  api: Api,
  { name, alias }: { name: string; alias: string },
  signal: AbortSignal
): Promise<ModelVersion | undefined> {
  const call = api.get('/mlflow/registered-models/alias', ModelVersionReply, { query: { name, alias }, signal });
  return (await absentOrInvalid(call))?.model_version;
}

/** The highest version, of one stage where one is given; undefined when there is none. */
export async function latestVersion(
  api: Api,
  { name, stage }: { name: string; stage?: string },
  signal: AbortSignal
): Promise<ModelVersion | undefined> {
  if (stage) {
    const query = { name, stages: [stage] };
    const call = api.get('/mlflow/registered-models/get-latest-versions', ModelVersionsPage, { query, signal });
    return (await absentOrInvalid(call))?.model_versions[0];
  }
  const query = { filter: `name = ${quoted(name)}`, order_by: ['version_number DESC'], max_results: 1 };
  return (await api.get(VERSIONS, ModelVersionsPage, { query, signal })).model_versions[0];
}

/** The versions that came out of runs. */
export function versionsOfRuns(api: Api, runIds: string[], signal: AbortSignal): Promise<ModelVersion[]> {
  if (runIds.length === 0) {
    return Promise.resolve([]);
  }
  const filter =
    runIds.length === 1 ? `run_id = '${runIds[0]}'` : `run_id IN (${runIds.map(id => `'${id}'`).join(', ')})`;
  return everything(
    pages(async token => {
      const query = { filter, max_results: 200, page_token: token };
      const page = await api.get(VERSIONS, ModelVersionsPage, { query, signal });
      return { items: page.model_versions, token: page.next_page_token };
    })
  );
}

/** Alias to version of one registered model; searches leave them out. */
export async function aliasesOf(api: Api, name: string, signal: AbortSignal): Promise<Map<string, string[]>> {
  const call = api.get('/mlflow/registered-models/get', RegisteredModelReply, { query: { name }, signal });
  const byVersion = new Map<string, string[]>();
  for (const { alias, version } of (await absentOrInvalid(call))?.registered_model.aliases ?? []) {
    byVersion.set(version, [...(byVersion.get(version) ?? []), alias]);
  }
  return byVersion;
}

/** Where the files of a version are. */
export async function downloadUri(api: Api, version: ModelVersion, signal: AbortSignal): Promise<string> {
  const query = { name: version.name, version: version.version };
  return (await api.get('/mlflow/model-versions/get-download-uri', DownloadUri, { query, signal })).artifact_uri;
}

async function absentOrInvalid<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await orAbsent(call);
  } catch (error) {
    if (error instanceof RestError && error.errorCode === 'INVALID_PARAMETER_VALUE') {
      return undefined;
    }
    throw error;
  }
}

/** MLflow's filters know no escape: a text with one kind of quotes is put into the other. */
function quoted(value: string): string {
  return value.includes("'") ? `"${value}"` : `'${value}'`;
}
