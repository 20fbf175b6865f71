import { ProblemError } from '../../contract/problem';
import type { LocalStore } from './local-store';
import type { MlflowPython } from './python-finder';

/** The Problem of a machine without an MLflow that has a server. */
export function noMlflow(store: LocalStore): ProblemError {
  return new ProblemError({
    code: 'python-missing',
    message: `No Python here has MLflow, which is needed to open ${store.uri}.`,
    reason: 'A store without a server is read by a server that runs while it is used.',
    suggestion: 'Install mlflow into the environment that you log with, and name its Python in DEPLOY_MODEL_PYTHON.'
  });
}

/** The Problem of a database with a schema that no MLflow here has. */
export function outdated(store: LocalStore, schema: string, seen: MlflowPython[]): ProblemError {
  return new ProblemError({
    code: 'tracking-store-outdated',
    message: `The database ${store.path} belongs to another version of MLflow than the one here.`,
    reason: `Its schema is ${schema === '-' ? 'not MLflow’s' : schema}; ${seen.map(each => `MLflow ${each.version} (${each.program}) needs ${each.schema ?? 'another'}`).join(', ')}.`,
    suggestion: `Name a Python with the MLflow that wrote it in DEPLOY_MODEL_PYTHON; or make a copy of the file and run \`mlflow db upgrade ${store.uri}\` yourself.`
  });
}

/** The Problem of a server that ended or was not ready in time; `log` is what it wrote. */
export function notStarted(log: string): ProblemError {
  const outdatedStore = /out-of-date database schema|Can't locate revision/i.test(log);
  return new ProblemError({
    code: outdatedStore ? 'tracking-store-outdated' : 'tracking-unreachable',
    message: 'MLflow could not be started on the store.',
    reason: outdatedStore
      ? 'The database belongs to another version of MLflow.'
      : 'Its server ended, or was not ready in time.',
    suggestion: outdatedStore
      ? 'Make a copy of the database and run `mlflow db upgrade` yourself, or use the MLflow that wrote it.'
      : 'Read its last lines below; run `mlflow server` by hand to see more.',
    detail: log.slice(-4000)
  });
}
