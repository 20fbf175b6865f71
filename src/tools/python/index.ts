import type { Log } from '../log';

/** A Python program on this machine. */
export interface Interpreter {
  /** Absolute path, symlinks resolved where that keeps it working. */
  path: string;
  /** For example `3.11.7`. */
  version: string;
  /** Where it was found: PATH, pyenv, conda, uv, or the environment's own. */
  origin: string;
}

/** An environment with a resolved set of packages, shared by all models that need just these. */
export interface Environment {
  /** SHA-256 of the lock, Python minor version and platform, shortened. */
  key: string;
  folder: string;
  /** Absolute path of its Python program. */
  python: string;
  reused: boolean;
}

export interface EnvironmentRequest {
  /** Minor version: `3.11`. */
  python: string;
  /** Requirement lines, options (`--extra-index-url …`) included. */
  requirements: string[];
  /** Requirement lines that take the place of every other on the same package, whoever asks for it (uv's overrides). */
  overrides?: string[];
  /** Relative paths in requirements start here. */
  folder: string;
  /** Let uv fetch an interpreter that is not here. */
  fetchPython: boolean;
  log: Log;
  signal: AbortSignal;
}

export interface ScriptRequest {
  /** Absolute path of the Python program. */
  python: string;
  /** Absolute path of the script. */
  script: string;
  args: string[];
  cwd: string;
  env?: Record<string, string>;
  /** Sent to standard input. */
  input?: string;
  timeoutSeconds: number;
  log: Log;
  signal: AbortSignal;
}

/** Python interpreters, and environments made by uv. */
export interface Python {
  /** All interpreters found, best first. */
  interpreters(signal: AbortSignal): Promise<Interpreter[]>;
  /** The interpreter for a minor version, or undefined. Nothing is fetched. */
  find(minor: string, signal: AbortSignal): Promise<Interpreter | undefined>;
  /** Makes or reuses an environment. Throws python-missing, requirement-missing, requirement-conflict, requirement-needs-compiler, disk-full, … */
  environment(request: EnvironmentRequest): Promise<Environment>;
  /** Only finds out what an environment would hold; throws what `environment` would of the requirements. Kept for it. */
  resolve(request: EnvironmentRequest): Promise<void>;
  /** Runs a script to its end and gives its standard output; standard error goes to the log line by line. */
  runScript(
    request: ScriptRequest
  ): Promise<{ code: number | null; stdout: string; stderrTail: string; timedOut: boolean }>;
  /** uv's version, or undefined when there is none. */
  uvVersion(signal: AbortSignal): Promise<string | undefined>;
}
