import type { TranslationBundle } from '@jupyterlab/translation';
import type { MetricValue, ModelSummary } from '../../contract/model';
import type { Words } from '../words';

/** A column of the list of models: `age`, `user`, …, `metrics.<name>`, `params.<name>` or `tags.<name>`. */
export interface ModelColumn {
  key: string;
  title: string;
  text: (model: ModelSummary, words: Words) => string;
  /** All of it, where the text is shortened. */
  exact?: (model: ModelSummary, words: Words) => string;
  /** The number that a bar stands for. */
  number?: (model: ModelSummary) => number | undefined;
  /** MLflow's name of it, when the server can sort by it. */
  order?: string;
}

/** Metric columns that are shown when nobody chose any. */
const CHOSEN = 2;
/** Rows that are looked at for the names of metrics, parameters and tags. */
export const LOOKED_AT = 500;

/** The columns that belong to every model. */
export function fixedColumns(trans: TranslationBundle): ModelColumn[] {
  return [
    {
      key: 'age',
      title: trans.__('Age'),
      order: 'attributes.start_time',
      text: ({ createdAt }, words) => words.ago(createdAt),
      exact: ({ createdAt }, words) => words.exact(createdAt)
    },
    { key: 'user', title: trans.__('User'), order: 'attributes.user_id', text: ({ user }) => user ?? '' },
    {
      key: 'experiment',
      title: trans.__('Experiment'),
      text: ({ experimentName, experimentId }) => experimentName ?? experimentId
    },
    {
      key: 'run',
      title: trans.__('Run'),
      order: 'attributes.run_name',
      text: ({ runName, runId }) => runName ?? runId ?? ''
    },
    { key: 'status', title: trans.__('Status'), order: 'attributes.status', text: ({ status }) => status }
  ];
}

/** All columns that the rows could fill; MLflow's own tags are left out. */
export function columnsOf(rows: readonly ModelSummary[], trans: TranslationBundle): ModelColumn[] {
  const looked = rows.slice(0, LOOKED_AT);
  return [
    ...fixedColumns(trans),
    ...namesIn(looked, ({ metrics }) => metrics).map(metricColumn),
    ...namesIn(looked, ({ params }) => params).map(name => textColumn('params', name)),
    ...namesIn(looked, ({ tags }) => tags)
      .filter(name => !name.startsWith('mlflow.'))
      .map(name => textColumn('tags', name))
  ];
}

/** The columns to show: the user's, in their order, or age, user and the first metrics. */
export function shownColumns(all: readonly ModelColumn[], wanted: readonly string[]): ModelColumn[] {
  if (wanted.length === 0) {
    const metrics = all.filter(({ key }) => key.startsWith('metrics.')).slice(0, CHOSEN);
    return [...all.filter(({ key }) => key === 'age' || key === 'user'), ...metrics];
  }
  return wanted.flatMap(key => all.find(column => column.key === key) ?? []);
}

/** Least and largest number of a column, for its bars; undefined when there are none. */
export function rangeOf(rows: readonly ModelSummary[], column: ModelColumn): [number, number] | undefined {
  let range: [number, number] | undefined;
  for (const row of column.number ? rows : []) {
    const value = column.number?.(row);
    if (value !== undefined) {
      range = range ? [Math.min(range[0], value), Math.max(range[1], value)] : [value, value];
    }
  }
  return range;
}

function namesIn(rows: readonly ModelSummary[], part: (row: ModelSummary) => object): string[] {
  return [...new Set(rows.flatMap(row => Object.keys(part(row))))].sort();
}

function metricColumn(name: string): ModelColumn {
  return {
    key: `metrics.${name}`,
    title: name,
    order: `metrics.${quoted(name)}`,
    text: ({ metrics }, words) => (name in metrics ? words.double(metrics[name]!) : ''),
    exact: ({ metrics }, words) => (name in metrics ? words.exactDouble(metrics[name]!) : ''),
    number: ({ metrics }) => finite(metrics[name])
  };
}

function textColumn(part: 'params' | 'tags', name: string): ModelColumn {
  return {
    key: `${part}.${name}`,
    title: name,
    order: `${part}.${quoted(name)}`,
    text: model => model[part][name] ?? ''
  };
}

/** MLflow's quotes; a name with one in it cannot be asked for in double quotes only. */
function quoted(name: string): string {
  return name.includes('`') ? `"${name}"` : `\`${name}\``;
}

function finite(value: MetricValue | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
