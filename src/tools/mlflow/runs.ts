import { ProblemError } from '../../contract/problem';
import { type Api, orAbsent } from './api';
import { everything, pages } from './pages';
import { type Experiment, ExperimentReply, ExperimentsPage, type Run, RunReply, RunsPage } from './schemas';

/** Serialising costs MLflow about a millisecond a run; larger pages are slower to the first row. */
export const PAGE = 50;
/** Seconds for a search with a filter or an order; SQLite without statistics can take hours to sort by a metric. */
const SEARCH_SECONDS = 45;

export interface RunSearch {
  experiments: string[];
  filter?: string;
  orderBy?: string[];
  /** Deleted runs as well. */
  deletedToo?: boolean;
  pageSize?: number;
}

/** The run, deleted ones too, or undefined. */
export async function getRun(api: Api, runId: string, signal: AbortSignal): Promise<Run | undefined> {
  return (await orAbsent(api.get('/mlflow/runs/get', RunReply, { query: { run_id: runId }, signal })))?.run;
}

/** Pages of runs, newest first unless ordered otherwise. */
export function searchRuns(api: Api, search: RunSearch, signal: AbortSignal): AsyncGenerator<Run[]> {
  const body = {
    experiment_ids: search.experiments,
    filter: search.filter,
    order_by: search.orderBy,
    run_view_type: search.deletedToo ? 'ALL' : 'ACTIVE_ONLY',
    max_results: search.pageSize ?? PAGE
  };
  return pages(async token => {
    const options = { body: { ...body, page_token: token }, signal, timeoutSeconds: SEARCH_SECONDS, retries: 1 };
    const page = await api
      .search('/mlflow/runs/search', RunsPage, options)
      .catch((error: unknown) => Promise.reject(search.orderBy?.length ? tooSlow(error) : error));
    return { items: page.runs, token: page.next_page_token };
  });
}

/** Runs by id; those that are gone are missing from the answer. */
export async function runsById(api: Api, ids: string[], experiments: string[], signal: AbortSignal): Promise<Run[]> {
  if (ids.length === 0) {
    return [];
  }
  const filter = `attributes.run_id IN (${ids.map(id => `'${id}'`).join(', ')})`;
  const search = { experiments, filter, deletedToo: true, pageSize: ids.length };
  const first = await searchRuns(api, search, signal).next();
  return first.done ? [] : first.value;
}

/** The experiments that were named, by name or id; all active ones when none were. Throws no-such-experiment. */
export async function experimentsNamed(api: Api, names: string[], signal: AbortSignal): Promise<Experiment[]> {
  if (names.length > 0) {
    return Promise.all(names.map(name => experimentNamed(api, name, signal)));
  }
  const path = '/mlflow/experiments/search';
  return everything(
    pages(async token => {
      const body = { max_results: 1000, page_token: token };
      const page = await api.search(path, ExperimentsPage, { body, signal });
      return { items: page.experiments, token: page.next_page_token };
    })
  );
}

/** The experiment, deleted ones too, or undefined. */
export async function getExperiment(api: Api, id: string, signal: AbortSignal): Promise<Experiment | undefined> {
  const call = api.get('/mlflow/experiments/get', ExperimentReply, { query: { experiment_id: id }, signal });
  return (await orAbsent(call))?.experiment;
}

async function experimentNamed(api: Api, name: string, signal: AbortSignal): Promise<Experiment> {
  const query = { experiment_name: name };
  const byName = await orAbsent(api.get('/mlflow/experiments/get-by-name', ExperimentReply, { query, signal }));
  // MLflow answers an id that is not a number with 500.
  const found = byName?.experiment ?? (/^\d+$/.test(name) ? await getExperiment(api, name, signal) : undefined);
  if (!found || found.lifecycle_stage === 'deleted') {
    throw new ProblemError({
      code: 'no-such-experiment',
      message: `There is no experiment ${name} on ${api.uri}.`,
      reason: found ? 'It was deleted.' : 'Neither its name nor its id is known there.',
      suggestion: 'See all with `deploy-model models`, which names the experiment of each model.'
    });
  }
  return found;
}

function tooSlow(error: unknown): unknown {
  const code = ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code;
  if (code !== 'ECONNABORTED' && code !== 'ETIMEDOUT') {
    return error;
  }
  return new ProblemError(
    {
      code: 'tracking-error',
      message: `The tracking server did not sort the runs within ${SEARCH_SECONDS} seconds.`,
      reason: 'A store in SQLite without statistics sorts many runs very slowly.',
      suggestion: "Add a filter, or let the owner of the store run `sqlite3 mlflow.db 'ANALYZE'` once."
    },
    { cause: error }
  );
}
