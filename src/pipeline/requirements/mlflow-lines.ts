import type { ModelDescription } from '../../contract/model';
import { packageText, type RequirementLine } from './requirement-line';
import type { Rule } from './rule';
import { isBefore, newestUpTo, pinnedVersion, versionOf } from './version';

/**
 * Modules of MLflow whose loaders import nothing, in releases 1.30 to 3.17, but what mlflow-skinny brings, pandas, numpy
 * and the flavor's own library. Others (transformers, langchain, spark, …) get all of mlflow.
 */
const SKINNY_LOADERS: ReadonlySet<string> = new Set([
  ...['catboost', 'keras', 'lightgbm', 'onnx', 'paddle', 'pmdarima', 'prophet', 'pyfunc', 'pytorch', 'sklearn'],
  ...['spacy', 'statsmodels', 'tensorflow', 'xgboost']
]);

/** Extras that are the same in mlflow-skinny and concern only where files are kept. */
const STORAGE_EXTRAS: ReadonlySet<string> = new Set([
  'aliyun-oss',
  'azure',
  'databricks',
  'extras',
  'jfrog',
  'kubernetes',
  'sqlserver',
  'xethub'
]);

/** The first release whose mlflow-skinny was tried. */
const FIRST_SKINNY = '1.30';

/** Whether the model can be served with mlflow-skinny in place of all of mlflow. */
export function servesWithSkinny(
  { loaderModule }: Pick<ModelDescription, 'loaderModule'>,
  lines: readonly RequirementLine[],
  version: string | undefined
): boolean {
  const [, flavor] = /^mlflow\.(\w+)/.exec(loaderModule) ?? [];
  return (
    (flavor === undefined || SKINNY_LOADERS.has(flavor)) &&
    !(version !== undefined && isBefore(version, FIRST_SKINNY)) &&
    !lines.some(line => 'extras' in line && line.name === 'mlflow' && isNeededWhole(line))
  );
}

function isNeededWhole(line: Extract<RequirementLine, { extras: string[] }>): boolean {
  return line.kind === 'reference' || line.extras.some(extra => !STORAGE_EXTRAS.has(extra.toLowerCase()));
}

/** The version of MLflow that counts: the one the lines pin, else the one the model was logged with. */
export function mlflowVersionOf(lines: readonly RequirementLine[], logged: string | undefined): string | undefined {
  const pins = lines.map(line =>
    line.kind === 'package' && /^mlflow(-skinny)?$/.test(line.name) ? pinnedVersion(line.specifier) : undefined
  );
  return pins.find(pin => pin !== undefined) ?? versionOf(logged);
}

/** mlflow becomes mlflow-skinny where that is enough, at a release that can be had. */
export const mlflowLine: Rule = (line, { wholeMlflow, mlflowVersion }) => {
  if (line.kind !== 'package' || !/^mlflow(-skinny)?$/.test(line.name)) {
    return undefined;
  }
  const slim = line.name === 'mlflow' && !wholeMlflow;
  const specifier = availableSpecifier(line.specifier, mlflowVersion);
  if (!slim && specifier === line.specifier) {
    return undefined;
  }
  const reasons = [
    slim ? 'mlflow-skinny loads and serves this model, without the packages of the tracking server' : '',
    specifier === line.specifier ? '' : whyAnotherSpecifier(line.specifier, mlflowVersion ?? '')
  ];
  return {
    to: packageText(line, { name: slim ? 'mlflow-skinny' : line.name, specifier }),
    reason: reasons.filter(Boolean).join('; ')
  };
};

/**
 * A specifier that some release meets. A development version is one patch ahead of the newest release (MLflow's
 * `utils/environment.py`) and is on no index.
 */
export function availableSpecifier(specifier: string, logged: string | undefined): string {
  const version = pinnedVersion(specifier) ?? (specifier === '' ? logged : undefined);
  if (version === undefined) {
    return specifier;
  }
  if (isDevelopment(version)) {
    return newestUpTo(version);
  }
  return specifier === '' ? `==${version}` : specifier;
}

function whyAnotherSpecifier(specifier: string, logged: string): string {
  return isDevelopment(pinnedVersion(specifier) ?? logged)
    ? 'a development version of MLflow is on no index'
    : `the model was logged with MLflow ${logged}`;
}

function isDevelopment(version: string): boolean {
  return /dev/i.test(version);
}
