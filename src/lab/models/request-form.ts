import type { ColumnSpec, Signature } from '../../contract/signature';
import { isJson } from './json-text';
import { textOfPart } from './verbatim-json';

/** How a value is typed in: `json` is for arrays, objects and maps. */
export type FieldKind = 'number' | 'integer' | 'boolean' | 'text' | 'json';

/** One input column as a field of a form. */
export interface FormField {
  /** Column name; its position for a column without a name. */
  name: string;
  kind: FieldKind;
  /** MLflow's name of the type. */
  type: string;
  required: boolean;
  /** Text to begin with: the example's value; without an example one of the column's type, nothing where it is optional. */
  initial: string;
}

const KINDS: Record<string, FieldKind> = {
  double: 'number',
  float: 'number',
  long: 'integer',
  integer: 'integer',
  boolean: 'boolean',
  string: 'text',
  datetime: 'text'
};

/** The least that is a value of a column, as it is typed in; a text may be empty. */
const MADE_UP: Record<string, string> = {
  double: '1',
  float: '1',
  long: '1',
  integer: '1',
  boolean: 'false',
  string: '',
  datetime: '2000-01-01T00:00:00',
  array: '[]',
  object: '{}',
  map: '{}'
};

/** The fields for one row of a table model; undefined when its inputs are arrays, or were not logged. `example`: parsed, numbers as written. */
export function fieldsOf(inputs: Signature['inputs'], example?: unknown): FormField[] | undefined {
  if (!inputs?.length || inputs.some(input => input.kind !== 'column')) {
    return undefined;
  }
  const row = firstRow(example);
  return (inputs as ColumnSpec[]).map((column, index) => {
    const name = column.name ?? String(index);
    return {
      name,
      kind: KINDS[column.type] ?? 'json',
      type: column.type,
      required: column.required,
      initial: row ? textOf(row[row.names.indexOf(name)] ?? row[index], KINDS[column.type]) : madeUp(column)
    };
  });
}

/** Why a text is no value of a field: nothing, when it is one. */
export type FieldError = 'missing' | 'not-a-number' | 'not-whole' | 'not-json';

export function errorOf(field: FormField, text: string): FieldError | undefined {
  if (text.trim() === '') {
    return field.required && field.kind !== 'text' ? 'missing' : undefined;
  }
  switch (field.kind) {
    case 'number':
      return NUMBER.test(text.trim()) ? undefined : 'not-a-number';
    case 'integer':
      return /^-?\d+$/.test(text.trim()) ? undefined : 'not-whole';
    case 'json':
      return isJson(text) ? undefined : 'not-json';
    case 'boolean':
    case 'text':
      return undefined;
  }
}

/**
 * The form as a Seldon message, in JSON. Numbers are taken as they were typed: a double for all of them would change
 * whole numbers beyond 2^53.
 */
export function messageOf(fields: readonly FormField[], texts: Readonly<Record<string, string>>): string {
  const values = fields.map(field => literal(field, texts[field.name] ?? field.initial));
  const isNamed = fields.some(({ name }, index) => name !== String(index));
  const names = isNamed ? `"names": ${JSON.stringify(fields.map(({ name }) => name))}, ` : '';
  return `{"data": {${names}"ndarray": [[${values.join(', ')}]]}}`;
}

const NUMBER = /^-?(?:\d+(?:\.\d+)?)(?:[eE][+-]?\d+)?$/;

function literal({ kind, required }: FormField, text: string): string {
  if (text.trim() === '' && !(kind === 'text' && required)) {
    return 'null';
  }
  if (kind === 'text') {
    return JSON.stringify(text);
  }
  // A whole number for a double is written as one with a point, so that its column stays one of doubles.
  return kind === 'number' && /^-?\d+$/.test(text.trim()) ? `${text.trim()}.0` : text.trim();
}

type Row = unknown[] & { names: string[] };

/** The first row of a Seldon message `{data: {names, ndarray}}`; anything else has none. */
function firstRow(example: unknown): Row | undefined {
  const data = (example as { data?: { names?: unknown; ndarray?: unknown } } | undefined)?.data;
  const row: unknown = Array.isArray(data?.ndarray) ? data.ndarray[0] : undefined;
  const names = Array.isArray(data?.names) ? (data.names as string[]) : [];
  return Array.isArray(row) ? Object.assign([...row], { names }) : undefined;
}

function madeUp({ type, required }: ColumnSpec): string {
  // What remains is MLflow's binary, which JSON has as a text, and its any.
  return required ? (MADE_UP[type] ?? '""') : '';
}

function textOf(value: unknown, kind: FieldKind | undefined): string {
  if (value === undefined || value === null) {
    return kind === 'boolean' ? 'false' : '';
  }
  return textOfPart(value);
}
