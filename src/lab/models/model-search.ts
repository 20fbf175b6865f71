import type { ModelQuery } from './model-pages';

/** What the user chose in the list of models. */
export interface ModelSearch {
  trackingUri: string;
  /** MLflow's filter language, or words of a run's name. */
  text: string;
  /** Id of an experiment; empty for all. */
  experiment: string;
  /** MLflow's name of a column, and in which order; undefined: newest first. */
  order?: { by: string; descending: boolean };
}

const OPERATOR = /[=<>]|\b(?:like|ilike|in|is)\b/i;

/** The question to the server. */
export function queryOf({ trackingUri, text, experiment, order }: ModelSearch): ModelQuery {
  return {
    trackingUri: trackingUri || undefined,
    filter: filterOf(text),
    experiments: experiment === '' ? [] : [experiment],
    orderBy: order ? [`${order.by} ${order.descending ? 'DESC' : 'ASC'}`] : []
  };
}

/** Plain words are looked for in the names of runs; MLflow knows no escape for quotes, so those are left out. */
function filterOf(text: string): string | undefined {
  const wanted = text.trim();
  if (wanted === '') {
    return undefined;
  }
  return OPERATOR.test(wanted) ? wanted : `attributes.run_name ILIKE '%${wanted.replace(/['"%]/g, '')}%'`;
}

/** The next order when a column's title is clicked: largest first, smallest first, newest first again. */
export function nextOrder(order: ModelSearch['order'], by: string): ModelSearch['order'] {
  if (order?.by !== by) {
    return { by, descending: true };
  }
  return order.descending ? { by, descending: false } : undefined;
}
