import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { z } from 'zod';
import { readJson, writeAtomically } from '../atomic-file';
import { runCommand } from '../command';
import type { Interpreter } from './index';

/** Kept between commands: asking a dozen interpreters for their version takes longer than everything else. */
const Known = z.record(z.string(), z.object({ stamp: z.string(), version: z.string() }));
type Known = z.infer<typeof Known>;

const ASK =
  'import sys,sysconfig;print("%d.%d.%d"%sys.version_info[:3] if sys.implementation.name=="cpython" and not sysconfig.get_config_var("Py_GIL_DISABLED") else "")';

interface Candidate {
  path: string;
  origin: string;
}

/** Finds Python programs by absolute paths; nothing is installed. Shims of pyenv are left out: they choose by folder. */
export class Interpreters {
  readonly #file: string;

  constructor(
    private readonly env: NodeJS.ProcessEnv,
    cache: string
  ) {
    this.#file = join(cache, 'interpreters.json');
  }

  /** All, best first: the one that runs this package, PATH, pyenv, uv's own, conda; newest patch first in each. */
  async all(signal: AbortSignal): Promise<Interpreter[]> {
    const known = (await readJson(this.#file, Known).catch(() => undefined)) ?? {};
    const fresh: Known = {};
    const found: Interpreter[] = [];
    for (const { path, origin } of this.#candidates()) {
      const stamp = stampOf(path);
      if (stamp === undefined || fresh[path]) {
        continue;
      }
      const version = known[path]?.stamp === stamp ? known[path].version : await this.#ask(path, signal);
      fresh[path] = { stamp, version };
      if (version) {
        found.push({ path, version, origin });
      }
    }
    if (JSON.stringify(known) !== JSON.stringify(fresh)) {
      // Only saves time: without it the next command asks again.
      await writeAtomically(this.#file, JSON.stringify(fresh)).catch(() => undefined);
    }
    return found;
  }

  async #ask(path: string, signal: AbortSignal): Promise<string> {
    const { code, stdout } = await runCommand({
      program: path,
      args: ['-I', '-S', '-c', ASK],
      env: { PATH: this.env.PATH, HOME: this.env.HOME },
      timeoutSeconds: 10,
      signal
    });
    return code === 0 && /^\d+\.\d+\.\d+$/.test(stdout.trim()) ? stdout.trim() : '';
  }

  *#candidates(): Iterable<Candidate> {
    const home = this.env.HOME || homedir();
    yield* programs([this.env.DEPLOY_MODEL_HOST_PYTHON ?? ''], 'this package');
    for (const folder of (this.env.PATH ?? '').split(delimiter)) {
      if (folder.startsWith('/') && !/[\\/]shims[\\/]?$/.test(folder)) {
        const names = entries(folder).filter(name => /^python(3(\.\d+)?)?$/.test(name));
        yield* programs(
          names.sort(newestFirst).map(name => join(folder, name)),
          'PATH'
        );
      }
    }
    yield* versions(join(this.env.PYENV_ROOT || join(home, '.pyenv'), 'versions'), 'pyenv');
    const data = this.env.XDG_DATA_HOME || join(home, '.local', 'share');
    yield* versions(this.env.UV_PYTHON_INSTALL_DIR || join(data, 'uv', 'python'), 'uv');
    yield* programs(
      condaFolders(this.env, home).map(folder => join(folder, 'bin', 'python')),
      'conda'
    );
  }
}

/** Those that there are, with links followed: an environment's Python leads to the one that it was made from. */
function* programs(paths: readonly string[], origin: string): Iterable<Candidate> {
  for (const path of paths.filter(Boolean)) {
    const real = followed(path);
    if (real) {
      yield { path: real, origin };
    }
  }
}

function versions(folder: string, origin: string): Iterable<Candidate> {
  const names = entries(folder)
    .filter(name => !name.startsWith('.'))
    .sort(newestFirst);
  return programs(
    names.map(name => join(folder, name, 'bin', 'python')),
    origin
  );
}

function condaFolders(env: NodeJS.ProcessEnv, home: string): string[] {
  const roots = [
    env.CONDA_PREFIX ?? '',
    ...['miniconda3', 'anaconda3', 'miniforge3', 'mambaforge', 'micromamba'].map(name => join(home, name)),
    '/opt/conda'
  ].filter(Boolean);
  const listed = textOf(join(home, '.conda', 'environments.txt'))
    .split('\n')
    .filter(Boolean);
  return roots
    .flatMap(root => [root, ...entries(join(root, 'envs')).map(name => join(root, 'envs', name))])
    .concat(listed);
}

function newestFirst(a: string, b: string): number {
  // Numbers of equal length compare as text; a locale would cost some MB.
  const [first, second] = [a, b].map(name => name.replace(/\d+/g, digits => digits.padStart(8, '0')));
  return first! > second! ? -1 : 1;
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function followed(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function stampOf(path: string): string | undefined {
  try {
    const { mtimeMs, size, ino } = statSync(path);
    return `${mtimeMs}-${size}-${ino}`;
  } catch {
    return undefined;
  }
}
