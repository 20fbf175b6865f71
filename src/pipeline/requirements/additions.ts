import { flavorLibraries, type Library } from './flavor-libraries';
import { packagesOf } from './imports';
import { mlflowBound, needsPkgResources, PYFUNC_PACKAGES } from './mlflow-bounds';
import { availableSpecifier } from './mlflow-lines';
import type { Facts } from './rule';

/** Packages that the model needs and no line names, in the order in which they are added. */
export function missingPackages(facts: Facts, named: ReadonlySet<string>): Library[] {
  const known = new Set(named);
  const added: Library[] = [];
  for (const library of wantedPackages(facts)) {
    if (![library.name, ...library.or].some(name => known.has(name))) {
      added.push(library);
      known.add(library.name);
    }
  }
  return [...added, ...lostPackages(facts, known)];
}

function wantedPackages({ subject, mlflowVersion, wholeMlflow }: Facts): Library[] {
  const { description } = subject;
  const mlflow = {
    name: wholeMlflow ? 'mlflow' : 'mlflow-skinny',
    specifier: availableSpecifier('', mlflowVersion),
    or: ['mlflow', 'mlflow-skinny'],
    reason: 'it loads the model'
  };
  const pyfunc = PYFUNC_PACKAGES.map(name =>
    bounded(name, mlflowVersion, 'MLflow needs it to load models, and mlflow-skinny does not bring it')
  );
  const resources = bounded('setuptools', mlflowVersion, 'this release of MLflow imports its module pkg_resources');
  return [
    mlflow,
    ...(wholeMlflow ? [] : pyfunc),
    ...(needsPkgResources(mlflowVersion) ? [resources] : []),
    ...flavorLibraries(description)
  ];
}

/** What the model's code took from all of mlflow. */
function lostPackages({ subject, wholeMlflow, mlflowVersion }: Facts, named: ReadonlySet<string>): Library[] {
  return wholeMlflow
    ? []
    : packagesOf(subject.imports ?? [], named).map(({ name, module }) =>
        bounded(name, mlflowVersion, `the model's code uses ${module}, which came with all of mlflow`)
      );
}

function bounded(name: string, mlflowVersion: string | undefined, reason: string): Library {
  return { name, specifier: mlflowBound(name, mlflowVersion) ?? '', or: [], reason };
}
