import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ProblemError } from '../../contract/problem';
import { redact } from '../redact';

/** A store without a server, on this machine. Paths are absolute. */
export interface LocalStore {
  kind: 'sqlite' | 'files';
  /** The database, or the folder with the experiments. */
  path: string;
  /** For `--backend-store-uri`. */
  uri: string;
  /** Where a server on it keeps artifacts: for addresses such as `mlflow-artifacts:/…`. */
  artifacts: string;
}

/**
 * The server's address, or the store that stands for it, by MLflow's own rules (`tracking/_tracking_service/utils.py`):
 * what is set, else `./mlruns` when it has experiments, else `./mlflow.db`. Throws tracking-wrong-address.
 */
export function trackingPlace(uri: string | undefined, cwd: string): { server: string } | { store: LocalStore } {
  if (!uri) {
    return { store: defaultStore(cwd) };
  }
  if (/^https?:\/\//i.test(uri)) {
    return { server: uri };
  }
  if (uri.startsWith('sqlite:')) {
    return { store: sqlite(uri, cwd) };
  }
  if (/^(databricks|uc)\b/.test(uri)) {
    throw wrong(
      uri,
      'Databricks is not spoken to directly.',
      'Download the model with `mlflow artifacts download`, and deploy the folder.'
    );
  }
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(uri) && !uri.startsWith('file:')) {
    throw wrong(
      uri,
      'Only SQLite can be opened without a server.',
      'Start `mlflow server` on the database, and name its address.'
    );
  }
  return { store: folder(uri, cwd) };
}

function defaultStore(cwd: string): LocalStore {
  const runs = join(cwd, 'mlruns');
  if (hasExperiments(runs)) {
    return folder(runs, cwd);
  }
  if (existsSync(join(cwd, 'mlflow.db'))) {
    return sqlite('sqlite:///mlflow.db', cwd);
  }
  throw new ProblemError({
    code: 'tracking-wrong-address',
    message: 'There is no MLflow here.',
    reason: `MLFLOW_TRACKING_URI is not set, and ${cwd} has neither mlflow.db nor mlruns.`,
    suggestion: 'Set MLFLOW_TRACKING_URI, or run this where your notebooks log to.'
  });
}

function hasExperiments(runs: string): boolean {
  try {
    return readdirSync(runs).some(name => /^\d+$/.test(name) && existsSync(join(runs, name, 'meta.yaml')));
  } catch {
    return false;
  }
}

/** `sqlite:///rel.db`, `sqlite:////abs.db`; what follows a question mark is SQLAlchemy's. */
function sqlite(uri: string, cwd: string): LocalStore {
  const path = resolve(cwd, uri.replace(/^sqlite:\/{0,3}/, '').replace(/\?.*$/, ''));
  if (!existsSync(path)) {
    throw wrong(
      uri,
      `There is no file ${path}.`,
      'Correct the path; three slashes start a relative one, four an absolute one.'
    );
  }
  return { kind: 'sqlite', path, uri: `sqlite:///${path}`, artifacts: join(dirname(path), 'mlartifacts') };
}

function folder(uri: string, cwd: string): LocalStore {
  const path = /^file:\/\//.test(uri) ? fileURLToPath(uri) : resolve(cwd, uri.replace(/^file:/, ''));
  if (!existsSync(path)) {
    throw wrong(uri, `There is no folder ${path}.`, 'Set MLFLOW_TRACKING_URI to a folder that MLflow logged to.');
  }
  return { kind: 'files', path, uri: path, artifacts: join(dirname(path), 'mlartifacts') };
}

function wrong(uri: string, reason: string, suggestion: string): ProblemError {
  return new ProblemError({
    code: 'tracking-wrong-address',
    message: `${redact(uri)} cannot be opened as a tracking store.`,
    reason,
    suggestion
  });
}
