import { type FieldError, type Path, schemaError, unknownField } from './field-error';
import table from './pod-fields.json';

/**
 * The fields of Kubernetes inside a SeldonDeployment, as the CRD of Seldon Core 1.17 knows them (Kubernetes 1.24), made
 * by `test/cluster/crd.py --fields`. Text forms: `Probe`, `[string]`, `{Quantity}`; `!` marks what is needed.
 */
const FIELDS: Record<string, Record<string, string>> = table;

const QUANTITY = /^[+-]?(\d+(\.\d*)?|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?(\d+(\.\d*)?|\.\d+))?$/;

/** What is wrong with a pod spec, container or other part of Kubernetes, by the name of its type. */
export function podFieldErrors(type: string, value: unknown, path: Path): FieldError[] {
  const list = /^\[(.*)\]$/.exec(type)?.[1];
  if (list) {
    return Array.isArray(value)
      ? value.flatMap((item, i) => podFieldErrors(list, item, [...path, i]))
      : [wrongType(path, 'array', value)];
  }
  const map = /^\{(.*)\}$/.exec(type)?.[1];
  const fields = FIELDS[type];
  if (map || fields) {
    return isObject(value) ? inside(value, fields ?? map!, path) : [wrongType(path, 'object', value)];
  }
  return scalarErrors(type, value, path);
}

function inside(value: object, fields: Record<string, string> | string, path: Path): FieldError[] {
  const entries = Object.entries(value).filter(([, item]) => item !== null && item !== undefined);
  if (typeof fields === 'string') {
    return entries.flatMap(([key, item]) => podFieldErrors(fields, item, [...path, key]));
  }
  const missing = Object.entries(fields).filter(
    ([name, type]) => type.endsWith('!') && !entries.some(([key]) => key === name)
  );
  return [
    ...missing.map(([name]) => schemaError([...path, name], 'Required value')),
    ...entries.flatMap(([key, item]) =>
      fields[key] === undefined
        ? [unknownField([...path, key])]
        : podFieldErrors(fields[key].replace(/!$/, ''), item, [...path, key])
    )
  ];
}

function scalarErrors(type: string, value: unknown, path: Path): FieldError[] {
  switch (type) {
    case 'any':
      return [];
    case 'IntOrString':
      return typeof value === 'string' || Number.isInteger(value) ? [] : [wrongType(path, 'integer or string', value)];
    case 'Quantity':
      return isQuantity(value)
        ? []
        : [schemaError(path, 'not a number of bytes or cores, such as 512Mi or 500m', value)];
    case 'integer':
      return Number.isInteger(value) ? [] : [wrongType(path, type, value)];
    default:
      return typeof value === type ? [] : [wrongType(path, type, value)];
  }
}

function isQuantity(value: unknown): boolean {
  return Number.isInteger(value) || (typeof value === 'string' && QUANTITY.test(value));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrongType(path: Path, wanted: string, value: unknown): FieldError {
  return schemaError(path, `must be of type ${wanted}`, value);
}
