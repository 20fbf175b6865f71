import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelDescription } from '../../contract/model';
import { parseVerbatim } from '../../tools/exact-json';

/** The logged input example in the form that a request takes; numbers are kept as they were written (see exact-json). */
export type Example = { params?: Record<string, unknown> } & (
  | { kind: 'table'; names: string[] | undefined; rows: unknown[][] }
  | { kind: 'array'; value: unknown[] }
  | { kind: 'tensors'; value: Record<string, unknown> }
  | { kind: 'json'; value: unknown }
  | { kind: 'text'; value: string }
);

/** Larger files are not read: an example shows what a request looks like. */
const LARGEST = 20_000_000;

type Json = Record<string, unknown>;

/** Reads the example of a model folder; undefined when there is none or it cannot be understood. */
export async function readExample(folder: string, description: ModelDescription): Promise<Example | undefined> {
  const { example } = description;
  if (!example) {
    return undefined;
  }
  const serving = example.servingPath && (await readJsonFile(join(folder, example.servingPath)));
  if (isObject(serving)) {
    return ofServing(serving, description);
  }
  const value = await readJsonFile(join(folder, example.path));
  if (value === undefined) {
    return undefined;
  }
  const inner = example.hasParams && isObject(value) && 'inputs' in value ? value.inputs : value;
  const params = example.hasParams && isObject(value) && isObject(value.params) ? value.params : undefined;
  return withParams(ofExample(inner, description), params);
}

/** A body of `/invocations`, which recent versions of MLflow keep beside the example. */
function ofServing(body: Json, description: ModelDescription): Example | undefined {
  const params = isObject(body.params) ? body.params : undefined;
  for (const key of ['inputs', 'instances', 'dataframe_records']) {
    if (key in body) {
      return withParams(ofValue(body[key], description), params);
    }
  }
  if (isObject(body.dataframe_split)) {
    return withParams(ofSplit(body.dataframe_split), params);
  }
  return { kind: 'json', value: body };
}

function ofExample(value: unknown, description: ModelDescription): Example | undefined {
  if (isObject(value) && Array.isArray(value.data) && (Array.isArray(value.columns) || value.columns === undefined)) {
    return ofSplit(value);
  }
  return ofValue(value, description);
}

function ofSplit(split: Json): Example | undefined {
  const rows = Array.isArray(split.data)
    ? split.data.map(row => (Array.isArray(row) ? (row as unknown[]) : [row]))
    : [];
  const columns = Array.isArray(split.columns) ? split.columns : undefined;
  // A table without names has numbers for them.
  const names = columns?.every(name => typeof name === 'string') ? columns : undefined;
  return rows.length > 0 ? { kind: 'table', names, rows } : undefined;
}

function ofValue(value: unknown, { signature }: ModelDescription): Example | undefined {
  const tensors = signature.inputs?.[0]?.kind === 'tensor';
  const named = signature.inputs?.some(({ name }) => name !== undefined);
  if (typeof value === 'string') {
    return { kind: 'text', value };
  }
  if (tensors) {
    return isObject(value)
      ? tensorsOf(value, signature.inputs!.length)
      : Array.isArray(value)
        ? { kind: 'array', value }
        : undefined;
  }
  const records = recordsOf(value);
  if (records && (signature.inputs === undefined || named)) {
    const names = [...new Set(records.flatMap(record => Object.keys(record)))];
    return { kind: 'table', names, rows: records.map(record => names.map(name => record[name] ?? null)) };
  }
  if (Array.isArray(value) && value.length > 0) {
    return signature.inputs
      ? { kind: 'table', names: undefined, rows: value.map(row => (Array.isArray(row) ? (row as unknown[]) : [row])) }
      : { kind: 'array', value };
  }
  return value === undefined || value === null ? undefined : { kind: 'json', value };
}

function tensorsOf(value: Json, count: number): Example | undefined {
  const [only] = Object.values(value);
  return count === 1 && Array.isArray(only) ? { kind: 'array', value: only } : { kind: 'tensors', value };
}

/** A list of records, one record, or columns of equal length; undefined for anything else. */
function recordsOf(value: unknown): Json[] | undefined {
  if (Array.isArray(value)) {
    return value.length > 0 && value.every(isObject) ? value : undefined;
  }
  if (!isObject(value) || Object.keys(value).length === 0) {
    return undefined;
  }
  const columns = Object.entries(value);
  const lengths = new Set(columns.map(([, cells]) => (Array.isArray(cells) ? cells.length : -1)));
  const [length] = lengths;
  if (lengths.size !== 1 || length === undefined || length < 1) {
    return undefined;
  }
  return Array.from({ length }, (_, row) =>
    Object.fromEntries(columns.map(([name, cells]) => [name, (cells as unknown[])[row]]))
  );
}

function withParams(example: Example | undefined, params: Json | undefined): Example | undefined {
  return example && params ? { ...example, params } : example;
}

function isObject(value: unknown): value is Json {
  // A number that is kept as its text is an object without a prototype.
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.getPrototypeOf(value) !== null;
}

async function readJsonFile(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch(() => '');
  if (text === '' || text.length > LARGEST) {
    return undefined;
  }
  try {
    // Python writes NaN and infinity.
    return parseVerbatim(text.replace(/([[:,]\s*)(-?Infinity|NaN)(?=\s*[\],}])/g, '$1null'));
  } catch {
    return undefined;
  }
}
