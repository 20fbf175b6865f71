import { z } from 'zod';
import { MetricValue } from '../../contract/model';

// MLflow's protos as JSON (`mlflow/protos/service.proto`, `model_registry.proto`): empty lists, empty messages and
// zeroes are left out, int64 are numbers (text on some servers), enums may grow. Hence all is optional.

const text = z
  .string()
  .nullish()
  .transform(value => value ?? '');
const time = z
  .union([z.number(), z.string().transform(Number)])
  .catch(0)
  .default(0);
const list = <S extends z.ZodType>(item: S) =>
  z
    .array(item)
    .nullish()
    .transform(value => value ?? []);
const Pairs = list(z.object({ key: text, value: text })).transform(pairs =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, value] as const))
);
const Metrics = list(z.object({ key: text, value: MetricValue.catch('NaN').default(0) })).transform(metrics =>
  Object.fromEntries(metrics.map(({ key, value }) => [key, value] as const))
);
const page = { next_page_token: text };

export const Experiment = z.object({ experiment_id: text, name: text, lifecycle_stage: text });
export type Experiment = z.infer<typeof Experiment>;
export const ExperimentReply = z.object({ experiment: Experiment });
export const ExperimentsPage = z.object({ experiments: list(Experiment), ...page });

export const Run = z.object({
  info: z.object({
    run_id: text,
    run_name: text,
    experiment_id: text,
    user_id: text,
    status: text,
    start_time: time,
    artifact_uri: text,
    lifecycle_stage: text
  }),
  data: z.object({ metrics: Metrics, params: Pairs, tags: Pairs }).prefault({}),
  outputs: z.object({ model_outputs: list(z.object({ model_id: text, step: time })) }).prefault({})
});
export type Run = z.infer<typeof Run>;
export const RunReply = z.object({ run: Run });
export const RunsPage = z.object({ runs: list(Run), ...page });

export const LoggedModel = z.object({
  info: z.object({
    model_id: text,
    experiment_id: text,
    name: text,
    creation_timestamp_ms: time,
    artifact_uri: text,
    status: text,
    status_message: text,
    source_run_id: text,
    tags: Pairs
  }),
  data: z.object({ params: Pairs, metrics: Metrics }).prefault({})
});
export type LoggedModel = z.infer<typeof LoggedModel>;
export const LoggedModelReply = z.object({ model: LoggedModel });
export const LoggedModelsPage = z.object({ models: list(LoggedModel), ...page });

export const ModelVersion = z.object({
  name: text,
  version: z.union([z.string(), z.number()]).transform(String),
  source: text,
  run_id: text,
  status: text,
  status_message: text,
  current_stage: text,
  model_id: text
});
export type ModelVersion = z.infer<typeof ModelVersion>;
export const ModelVersionReply = z.object({ model_version: ModelVersion });
export const ModelVersionsPage = z.object({ model_versions: list(ModelVersion), ...page });

export const RegisteredModelReply = z.object({
  registered_model: z.object({
    name: text,
    aliases: list(z.object({ alias: text, version: z.union([z.string(), z.number()]).transform(String) }))
  })
});
export const DownloadUri = z.object({ artifact_uri: text });

/** A listing of one level; paths are relative to the root of the listing, or basenames on the proxied route. */
export const Listing = z.object({
  root_uri: text,
  files: list(z.object({ path: text, is_dir: z.boolean().nullish(), file_size: time }))
});
export type Listing = z.infer<typeof Listing>;

/** One entry of the tag `mlflow.log-model.history` (MLflow 2.x). */
export const HistoryEntry = z.object({
  run_id: text,
  artifact_path: text,
  utc_time_created: text,
  model_uuid: text,
  flavors: z.record(z.string(), z.unknown()).catch({})
});
export type HistoryEntry = z.infer<typeof HistoryEntry>;

/** The tag's entries, oldest first; nothing when it is absent or is not what MLflow writes. */
export function historyOf(tags: Record<string, string>): HistoryEntry[] {
  try {
    return z.array(HistoryEntry).parse(JSON.parse(tags['mlflow.log-model.history'] ?? '[]'));
  } catch {
    return [];
  }
}
