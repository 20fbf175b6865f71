import { packageText } from './requirement-line';
import type { Rule } from './rule';
import { hasUpperBound, isBefore } from './version';

interface Bound {
  name: string;
  /** From the oldest release on: up to which release of MLflow which bound holds. */
  steps: { before?: string; specifier: string }[];
}

/** What MLflow's own metadata asks of these packages (read from its releases up to 3.17); mlflow-skinny does not ask it. */
const BOUNDS: Bound[] = [
  {
    name: 'pandas',
    steps: [{ before: '2.2', specifier: '<2' }, { before: '3.16', specifier: '<3' }, { specifier: '<4' }]
  },
  { name: 'numpy', steps: [{ before: '2.16', specifier: '<2' }, { specifier: '<3' }] }
];

/** Packages that pyfunc imports and mlflow-skinny does not bring. */
export const PYFUNC_PACKAGES = BOUNDS.map(({ name }) => name);

/** Earlier releases import pkg_resources without asking for setuptools, and setuptools 81 has it no longer. */
const FIRST_WITHOUT_PKG_RESOURCES = '2.16';

/** The versions of a package that this release of MLflow works with, for example `<3`; undefined when any does. */
export function mlflowBound(name: string, version: string | undefined): string | undefined {
  if (name === 'setuptools') {
    return needsPkgResources(version) ? '<81' : undefined;
  }
  const steps = BOUNDS.find(bound => bound.name === name)?.steps;
  return steps?.find(({ before }) => before === undefined || (version !== undefined && isBefore(version, before)))
    ?.specifier;
}

/** Whether this release of MLflow cannot be imported without an older setuptools. */
export function needsPkgResources(version: string | undefined): boolean {
  return version !== undefined && isBefore(version, FIRST_WITHOUT_PKG_RESOURCES);
}

/** A package that MLflow works with up to some version, and that is named without a limit, gets that limit. */
export const boundedLine: Rule = (line, { mlflowVersion, wholeMlflow }) => {
  if (line.kind !== 'package' || hasUpperBound(line.specifier) || (wholeMlflow && line.name !== 'setuptools')) {
    return undefined;
  }
  const bound = mlflowBound(line.name, mlflowVersion);
  if (bound === undefined) {
    return undefined;
  }
  const open = line.specifier.replace(/^\(|\)$/g, '');
  return {
    to: packageText(line, { specifier: open === '' ? bound : `${open},${bound}` }),
    reason: `${['MLflow', mlflowVersion].filter(Boolean).join(' ')} works with ${line.name}${bound}`
  };
};
