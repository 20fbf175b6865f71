import type { z } from 'zod';
import { GRAPH_LEVELS, SeldonDeployment } from '../../contract/graph';
import { type FieldError, type Path, schemaError, unknownField } from './field-error';
import { podFieldErrors } from './pod-fields';

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const LONGEST_NAME = 253;
const LONGEST_LABEL = 63;

/** Where Kubernetes' own types are inside a SeldonDeployment: a path with `*` for list items, and the type's name. */
const KUBERNETES_PARTS: [string, string][] = [
  ['spec.predictors.*.componentSpecs.*.spec', 'PodSpec'],
  ['spec.predictors.*.componentSpecs.*.hpaSpec.metricsv2.*', 'MetricSpec'],
  ['spec.predictors.*.explainer.containerSpec', 'Container'],
  ['spec.predictors.*.engineResources', 'ResourceRequirements'],
  ['spec.predictors.*.svcOrchSpec.resources', 'ResourceRequirements'],
  ['spec.predictors.*.svcOrchSpec.env', '[EnvVar]']
];

/** What the API server itself refuses: unknown fields (kubectl and this product send Strict), then types and names. */
export function schemaErrors(document: unknown): FieldError[] {
  const parsed = SeldonDeployment.safeParse(document);
  const structure = parsed.success ? [] : parsed.error.issues.flatMap(issue => errorsOf(issue, document));
  const pods = KUBERNETES_PARTS.flatMap(([where, type]) =>
    found(document, where.split('.'), []).flatMap(({ value, path }) => podFieldErrors(type, value, path))
  );
  const all = [...structure, ...pods, ...tooDeep(document), ...nameErrors(document)];
  const first = all.filter(({ field }, i) => all.findIndex(other => other.field === field) === i);
  const decoding = first.filter(({ stage }) => stage === 'decoding');
  return decoding.length > 0 ? decoding : first;
}

function errorsOf(issue: z.core.$ZodIssue, document: unknown): FieldError[] {
  const path = issue.path as Path;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => unknownField([...path, key]));
  }
  const value = valueAt(document, path);
  return [
    schemaError(path, value === undefined ? 'Required value' : issue.message.replace(/^Invalid input: /, ''), value)
  ];
}

function valueAt(document: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, part) => (at as Record<string | number, unknown> | undefined)?.[part], document);
}

function found(value: unknown, [part, ...rest]: string[], path: Path): { value: unknown; path: Path }[] {
  if (part === undefined) {
    return value === undefined || value === null ? [] : [{ value, path }];
  }
  if (part === '*') {
    return Array.isArray(value) ? value.flatMap((item, i) => found(item, rest, [...path, i])) : [];
  }
  return typeof value === 'object' && value !== null
    ? found((value as Record<string, unknown>)[part], rest, [...path, part])
    : [];
}

/** Children below the last level that the CRD keeps. */
function tooDeep(document: unknown): FieldError[] {
  const roots = found(document, ['spec', 'predictors', '*', 'graph'], []);
  let level = roots;
  for (let depth = 0; depth < GRAPH_LEVELS; depth++) {
    level = level.flatMap(({ value, path }) => found(value, ['children', '*'], path));
  }
  return level.flatMap(({ value, path }) => found(value, ['children'], path)).map(({ path }) => unknownField(path));
}

function nameErrors(document: unknown): FieldError[] {
  const metadata = (document as { metadata?: { name?: unknown; labels?: unknown } } | undefined)?.metadata;
  const name = metadata?.name;
  const labels = Object.entries((metadata?.labels ?? {}) as Record<string, unknown>);
  return [
    ...(name === undefined || name === '' ? [schemaError(['metadata', 'name'], 'name is required')] : []),
    ...(typeof name === 'string' && name !== '' && !isSubdomain(name)
      ? [schemaError(['metadata', 'name'], 'a lower-case name of letters, digits, "-" and "." is needed', name)]
      : []),
    ...labels
      .filter(([, value]) => typeof value === 'string' && (!LABEL_VALUE.test(value) || value.length > LONGEST_LABEL))
      .map(([, value]) =>
        schemaError(['metadata', 'labels'], 'a label has at most 63 letters, digits, "-", "_", "."', value)
      )
  ];
}

function isSubdomain(name: string): boolean {
  return name.length <= LONGEST_NAME && SUBDOMAIN.test(name);
}
