import { Lexer, parseDocument } from 'yaml';
import { z } from 'zod';
import type { ExampleInfo, ModelDescription, ModelFile } from '../../contract/model';
import { ProblemError } from '../../contract/problem';
import { refuseHostile } from './artifact-names';
import { parseSignature } from './signature';

/** Bytes; the largest real ones, with thousands of columns, are a few hundred kilobytes. */
export const LARGEST_MLMODEL = 5 * 1024 * 1024;
/** Keys, values and marks between them; real ones have hundreds. More would keep this program busy for half a minute. */
const MOST_PARTS = 100_000;
/** PyYAML writes an alias for each repeated object; a bomb has them by the million. */
const MOST_ALIASES = 1000;

/** What the file says, and which files it needs. */
export interface ParsedModel {
  description: ModelDescription;
  /** Files and folders without which the model cannot load, relative to its folder. */
  needs: string[];
}

const optionalText = z
  .union([z.string(), z.number()])
  .nullish()
  .catch(undefined)
  .transform(value => (value === null || value === undefined || value === '' ? undefined : String(value)));
const Flavors = z.record(
  z.string(),
  z
    .record(z.string(), z.unknown())
    .nullable()
    .transform(flavor => flavor ?? {})
);
const Example = z.object({
  artifact_path: z.string(),
  type: optionalText,
  pandas_orient: optionalText,
  serving_input_path: optionalText,
  params: z.unknown().optional()
});

/** The file `MLmodel` (MLflow 1.x to 3.x); unknown keys are let pass, for a newer MLflow may have written it. */
const Mlmodel = z.object({
  flavors: Flavors,
  signature: z.unknown().optional(),
  saved_input_example_info: Example.nullish().catch(undefined),
  mlflow_version: optionalText,
  run_id: optionalText,
  model_id: optionalText,
  utc_time_created: z
    .unknown()
    .optional()
    .transform(value => (value instanceof Date ? value.toISOString() : typeof value === 'string' ? value : undefined)),
  model_size_bytes: z.number().nullish().catch(undefined)
});

/** Reads an `MLmodel`. Throws model-malformed, model-hostile, model-unsupported. */
export function parseMlmodel(text: string): ParsedModel {
  const { value, pythonVersion } = readYaml(text);
  const parsed = Mlmodel.safeParse(value);
  if (!parsed.success) {
    throw malformed('It lacks what every model says.', parsed.error.message, parsed.error);
  }
  const model = parsed.data;
  const pyfunc = model.flavors.python_function;
  if (!pyfunc) {
    throw unsupported(Object.keys(model.flavors));
  }
  if (typeof pyfunc.loader_module !== 'string') {
    throw malformed('Its flavor python_function names no loader_module.');
  }
  const example = exampleOf(model.saved_input_example_info);
  const description: ModelDescription = {
    flavors: model.flavors,
    loaderModule: pyfunc.loader_module,
    pythonVersion,
    mlflowVersion: model.mlflow_version,
    predictFn: typeof pyfunc.predict_fn === 'string' ? pyfunc.predict_fn : 'predict',
    signature: parseSignature(model.signature, malformed),
    example,
    modelId: model.model_id,
    runId: model.run_id,
    createdAt: model.utc_time_created,
    sizeBytes: model.model_size_bytes ?? undefined
  };
  const needs = pathsOf(model.flavors);
  [
    ...needs,
    ...nativePathsOf(model.flavors),
    ...(example ? [example.path, example.servingPath ?? example.path] : [])
  ].forEach(path => refuseHostile(path, 'MLmodel'));
  return { description, needs };
}

function readYaml(text: string): { value: unknown; pythonVersion: string | undefined } {
  if (Buffer.byteLength(text) > LARGEST_MLMODEL) {
    throw malformed('It is larger than 5 MB.');
  }
  if (hasManyParts(text)) {
    throw malformed(`It has more than ${MOST_PARTS} parts.`);
  }
  if (text.includes('\0')) {
    throw malformed('It holds a NUL character.');
  }
  try {
    const document = parseDocument(text, { logLevel: 'error', uniqueKeys: false });
    const [error] = document.errors;
    if (error) {
      throw malformed('It is not YAML.', error.message, error);
    }
    // 3.10 would be read as the number 3.1.
    const version = document.getIn(['flavors', 'python_function', 'python_version'], true) as
      { source?: string; value?: unknown } | undefined;
    const source = version?.source ?? version?.value;
    return {
      value: document.toJS({ maxAliasCount: MOST_ALIASES }),
      pythonVersion: typeof source === 'string' && source !== '' ? source : undefined
    };
  } catch (error) {
    throw error instanceof ProblemError ? error : malformed('It is not YAML.', (error as Error).message, error);
  }
}

/** Long texts cost nothing, a signature of many columns is one; it is structure that takes its time. */
function hasManyParts(text: string): boolean {
  const parts = new Lexer().lex(text);
  let count = 0;
  while (count <= MOST_PARTS && parts.next().done !== true) {
    count += 1;
  }
  return count > MOST_PARTS;
}

function exampleOf(example: z.infer<typeof Example> | null | undefined): ExampleInfo | undefined {
  return example
    ? {
        path: example.artifact_path,
        type: example.type ?? 'dataframe',
        orient: example.pandas_orient,
        servingPath: example.serving_input_path,
        hasParams: String(example.params).toLowerCase() === 'true'
      }
    : undefined;
}

/** Keys of python_function that are paths; `code` and the rest may be null. */
const PATH_KEYS = ['data', 'model_path', 'code', 'python_model'];
/** Paths that a library reads from its own flavor. */
const NATIVE_PATH_KEYS = ['data', 'model_data', 'pickled_model', 'code', 'saved_model_dir', 'model_binary'];

function pathsOf(flavors: Record<string, Record<string, unknown>>): string[] {
  const pyfunc = flavors.python_function ?? {};
  const artifacts = Object.values((pyfunc.artifacts ?? {}) as Record<string, { path?: unknown } | null>);
  const environment = typeof pyfunc.env === 'string' ? [pyfunc.env] : Object.values(pyfunc.env ?? {});
  const found = [
    ...PATH_KEYS.map(key => pyfunc[key]),
    ...artifacts.map(artifact => artifact?.path),
    ...environment,
    flavors.sklearn?.pickled_model
  ];
  return plainPaths(found);
}

function nativePathsOf(flavors: Record<string, Record<string, unknown>>): string[] {
  return plainPaths(Object.values(flavors).flatMap(flavor => NATIVE_PATH_KEYS.map(key => flavor[key])));
}

function plainPaths(found: unknown[]): string[] {
  const paths = found.filter(path => typeof path === 'string').filter(path => path !== '' && path !== '.');
  return [...new Set(paths.map(path => path.replace(/^\.\//, '').replace(/\/+$/, '')))];
}

/** What is needed and not among the files. */
export function missingOf(needs: string[], files: readonly Pick<ModelFile, 'path'>[]): string[] {
  const known = new Set(files.map(({ path }) => path));
  return needs.filter(need => !known.has(need) && !files.some(({ path }) => path.startsWith(`${need}/`)));
}

/** The Problem of a model of which files are missing. */
export function incomplete(missing: string[]): ProblemError {
  return new ProblemError({
    code: 'model-incomplete',
    message: `Files of the model are missing: ${missing.join(', ')}.`,
    reason: 'MLmodel refers to them; perhaps the upload was cut short.',
    suggestion: 'Log the model again.'
  });
}

/** The Problem of an `MLmodel` that cannot be read. */
export function malformed(reason: string, detail?: string, cause?: unknown): ProblemError {
  return new ProblemError(
    {
      code: 'model-malformed',
      message: 'The file MLmodel of the model cannot be understood.',
      reason,
      suggestion: 'Log the model again with a released version of MLflow.',
      detail
    },
    { cause }
  );
}

function unsupported(flavors: string[]): ProblemError {
  return new ProblemError({
    code: 'model-unsupported',
    message: 'The model has no flavor python_function.',
    reason: `It has ${flavors.length > 0 ? flavors.join(', ') : 'no flavor at all'}; Python cannot serve that.`,
    suggestion: 'Log it with a flavor that Python can load, or wrap it in an mlflow.pyfunc.PythonModel.'
  });
}
