import { ProblemError } from '../../contract/problem';
import { runCommand, type CommandResult } from '../command';
import type { Log } from '../log';
import { findProgram } from '../program';

export interface UvCall {
  args: readonly string[];
  cwd: string;
  input?: string;
  /** What it says goes here while it works. */
  log?: Log;
  signal: AbortSignal;
}

/** What belongs to another environment and would lead uv, or a Python that it runs, astray. */
const FOREIGN = [
  'VIRTUAL_ENV',
  'CONDA_PREFIX',
  'PYTHONHOME',
  'PYTHONPATH',
  'UV_PROJECT',
  'UV_PYTHON',
  'UV_WORKING_DIR'
];

/** Settings of pip that many companies have set; uv reads only its own. */
const FROM_PIP = [
  ['PIP_INDEX_URL', 'UV_DEFAULT_INDEX', 'UV_INDEX_URL'],
  ['PIP_EXTRA_INDEX_URL', 'UV_INDEX', 'UV_EXTRA_INDEX_URL']
] as const;

/** The program uv, with the settings of this user. */
export class Uv {
  readonly #env: NodeJS.ProcessEnv;

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = uvEnvironment(env);
  }

  /** Absolute path of the program: the one that came with this package, else of the PATH. */
  get program(): string | undefined {
    return findProgram('uv', this.#env.DEPLOY_MODEL_UV, this.#env);
  }

  /** Everything in the environment that changes what a set of requirements resolves to. */
  get indexSettings(): string {
    const names = Object.keys(this.#env).filter(
      name => /^UV_/.test(name) && !/CACHE|CONCURRENT|PROGRESS|TIMEOUT|RETRIES/.test(name)
    );
    return names
      .sort()
      .map(name => `${name}=${this.#env[name]}`)
      .join('\n');
  }

  /** For example `0.13.9`; undefined when there is no uv. */
  async version(signal: AbortSignal): Promise<string | undefined> {
    const { program } = this;
    if (!program) {
      return undefined;
    }
    const { stdout } = await runCommand({ program, args: ['--version'], env: this.#env, signal });
    return /\d+(\.\d+)+/.exec(stdout)?.[0];
  }

  /** Runs uv to its end; its failure is a value. Throws tool-missing, and the signal's reason. */
  async run({ args, cwd, input, log, signal }: UvCall): Promise<CommandResult> {
    const { program } = this;
    if (!program) {
      throw new ProblemError({
        code: 'tool-missing',
        message: 'The program uv is not here.',
        reason: 'It comes with this package and is neither beside it nor on the PATH.',
        suggestion: 'Install it with `pip install uv`.'
      });
    }
    const onLine = (line: string, stream: string) => stream === 'stderr' && line.trim() && log?.line('uv', line);
    return runCommand({ program, args, cwd, input, env: this.#env, signal, onLine });
  }
}

function uvEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const clean: NodeJS.ProcessEnv = { ...env, NO_COLOR: '1', UV_NO_PROGRESS: '1' };
  FOREIGN.forEach(name => delete clean[name]);
  for (const [pip, uv, older] of FROM_PIP) {
    if (clean[pip] && !clean[uv] && !clean[older]) {
      clean[uv] = clean[pip];
    }
  }
  return clean;
}
