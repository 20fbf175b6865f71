import type { ModelDescription, ModelDetails, ModelSummary, RegisteredVersion } from '../../contract/model';
import type { Experiment } from '../../contract/page';
import type { Problem } from '../../contract/problem';
import type { Log } from '../log';

/** What `models` lists. `filter` and `orderBy` are MLflow's own language. */
export interface ModelQuery {
  /** Names or ids; none means all. */
  experiments: string[];
  filter?: string;
  orderBy: string[];
  /** At most so many rows. */
  limit: number;
}

/** A model that was found on a tracking server. */
export interface LocatedModel {
  /** With aliases and versions resolved: `models:/m-…`, `models:/name/3` or `runs:/<run>/<path>`. */
  uri: string;
  name: string;
  runId?: string;
  modelId?: string;
  registered?: RegisteredVersion;
  /** A key that is equal only for equal bytes, or undefined when MLflow gives no such promise (3.x model ids do). */
  cacheKey?: string;
  /** Deleted, failed, unfinished: errors stop the work unless forced, warnings are shown. */
  problems: Problem[];
}

/** One tracking server, connected and authorised. */
export interface Tracking {
  /** Without credentials. */
  readonly uri: string;
  readonly version: string | undefined;
  /** All active ones. */
  experiments(signal: AbortSignal): Promise<Experiment[]>;
  /** Newest first unless ordered otherwise; pages are fetched while the caller reads. */
  models(query: ModelQuery, signal: AbortSignal): AsyncIterable<ModelSummary>;
  /** Finds what a reference names. Throws no-such-model, model-missing, model-ambiguous. */
  locate(reference: string, signal: AbortSignal): Promise<LocatedModel>;
  /** Where its files are kept, without a login; undefined where only the server itself knows. */
  storage(model: LocatedModel, signal: AbortSignal): Promise<string | undefined>;
  /** Reads the small files only. */
  details(model: LocatedModel, signal: AbortSignal): Promise<ModelDetails>;
  /** Puts all files of the model into a folder that does not exist yet; whole or not at all. */
  download(model: LocatedModel, folder: string, options: { log: Log; signal: AbortSignal }): Promise<{ bytes: number }>;
}

/** MLflow, over its REST API; Python only where a store cannot be read otherwise. */
export interface Mlflow {
  /**
   * Connects to a tracking URI: http(s), sqlite, a folder, or undefined for what MLflow's own rules find.
   * Starts a server for a local store, shared while in use.
   */
  connect(trackingUri: string | undefined, options: { log: Log; signal: AbortSignal }): Promise<Tracking>;
  /** Reads a model folder on this machine; throws model-malformed, model-hostile, model-incomplete, model-unsupported. */
  readFolder(path: string): Promise<ModelDescription>;
}
