import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { ProblemError } from '../../contract/problem';
import { readJson, writeAtomically } from '../atomic-file';
import { runCommand } from '../command';
import { filesystemProblem } from '../filesystem-problem';
import { withLock } from '../lock';
import { makeFolder } from '../make-folder';
import type { Environment, EnvironmentRequest } from './index';
import { localFilesDigest } from './local-files';
import type { Uv } from './uv';
import { uvProblem } from './uv-problems';

/** Written last, names the attempt that came to its end: without it there is no environment. */
const Complete = z.object({ python: z.string(), madeAt: z.string() });

const COMPLETE = 'complete.json';

/** The part of a key that people see; 20 hexadecimal digits tell any number of environments apart. */
const KEY_LENGTH = 20;

/** What an environment is made from. */
interface Recipe {
  request: EnvironmentRequest;
  lock: string;
  key: string;
  /** Finds the interpreter only when it is needed. */
  interpreter: () => Promise<string>;
}

/** Makes environments with uv, once for each resolved set of packages, Python minor version and platform. */
export class Environments {
  constructor(
    private readonly uv: Uv,
    private readonly cache: string
  ) {}

  /** Throws requirement-missing, requirement-conflict, requirement-needs-compiler, index-unreachable, disk-full, … */
  async get(request: EnvironmentRequest, interpreter: () => Promise<string>): Promise<Environment> {
    const local = await localFilesDigest(request.requirements, request.folder);
    const lock = await this.#lock(request, local, interpreter);
    const key = hash([lock, request.python, platform(), local]).slice(0, KEY_LENGTH);
    const folder = join(this.cache, 'environments', key);
    const ready = await this.#reuse(folder, key, request.signal);
    if (ready) {
      return ready;
    }
    if (existsSync(`${folder}.lock`)) {
      request.log.line('uv', `Another job is making environment ${key}; waiting for it.`);
    }
    return withLock(
      folder,
      async () =>
        (await this.#reuse(folder, key, request.signal)) ?? this.#make(folder, { request, lock, key, interpreter }),
      { signal: request.signal }
    );
  }

  /** Throws what `get` would of the requirements; makes nothing. */
  async resolve(request: EnvironmentRequest, interpreter: () => Promise<string>): Promise<void> {
    await this.#lock(request, await localFilesDigest(request.requirements, request.folder), interpreter);
  }

  /** The resolved requirements with hashes; resolved once for each text, version of Python and uv, and index. */
  async #lock(request: EnvironmentRequest, local: string, interpreter: () => Promise<string>): Promise<string> {
    const { requirements, overrides = [], python, folder, log, signal } = request;
    const version = (await this.uv.version(signal)) ?? '';
    const lines = [...requirements, ...overrides.map(line => `override ${line}`)].join('\n');
    const known = hash([lines, local, python, platform(), version, this.uv.indexSettings]);
    const path = join(this.cache, 'locks', `${known}.txt`);
    const cached = await readFile(path, 'utf8').catch(() => undefined);
    if (cached !== undefined) {
      return cached;
    }
    const args = ['pip', 'compile', '-', '--python', await interpreter(), '--no-python-downloads', '--generate-hashes'];
    const options = ['--no-header', '--no-annotate', '--emit-index-url', '--emit-find-links', '--no-progress'];
    if (overrides.length > 0) {
      const file = join(this.cache, 'locks', `${known}.overrides.txt`);
      await writeAtomically(file, `${overrides.join('\n')}\n`, 0o600);
      options.push('--override', file);
    }
    const call = { cwd: folder, input: `${requirements.join('\n')}\n`, log, signal };
    let result = await this.uv.run({ ...call, args: [...args, ...options] });
    if (result.code !== 0 && uvProblem(result.stderrTail).problem.code === 'index-unreachable') {
      // What was fetched before is good enough where there is no network.
      const offline = await this.uv.run({ ...call, args: [...args, ...options, '--offline'] });
      result = offline.code === 0 ? offline : result;
    }
    if (result.code !== 0) {
      throw uvProblem(result.stderrTail);
    }
    // Addresses of indexes in it may hold passwords.
    await writeAtomically(path, result.stdout, 0o600);
    return result.stdout;
  }

  async #reuse(folder: string, key: string, signal: AbortSignal): Promise<Environment | undefined> {
    const complete = await readJson(join(folder, COMPLETE), Complete).catch(() => undefined);
    if (!complete) {
      return undefined;
    }
    // Its interpreter may have been removed or upgraded under it.
    const check = { program: complete.python, args: ['-I', '-S', '-c', ''], env: {}, timeoutSeconds: 20, signal };
    const { code } = await runCommand(check);
    const place = dirname(dirname(complete.python));
    return code === 0 ? { key, folder: place, python: complete.python, reused: true } : undefined;
  }

  /** Each attempt has a folder of its own: a uv that outlives a killed job may still be writing to the one before. */
  async #make(folder: string, { request, lock, key, interpreter }: Recipe): Promise<Environment> {
    const { signal, log } = request;
    const attempt = join(folder, randomUUID().slice(0, 8));
    const python = join(attempt, 'bin', 'python');
    const locked = join(attempt, 'requirements.lock');
    try {
      await rm(join(folder, COMPLETE), { force: true });
      await removeAttempts(folder);
      await makeFolder(attempt);
      const base = ['venv', attempt, '--python', await interpreter(), '--allow-existing', '--no-project'];
      await this.#must({ args: [...base, '--no-python-downloads', '--quiet'], cwd: request.folder, log, signal });
      await writeAtomically(locked, lock, 0o600);
      await this.#install(locked, python, request);
      await writeAtomically(join(folder, COMPLETE), JSON.stringify({ python, madeAt: new Date().toISOString() }));
    } catch (error) {
      await removeAttempts(folder);
      throw error instanceof ProblemError ? error : (filesystemProblem(error, folder) ?? error);
    }
    return { key, folder: attempt, python, reused: false };
  }

  async #install(locked: string, python: string, { folder, log, signal }: EnvironmentRequest): Promise<void> {
    const args = ['pip', 'sync', locked, '--python', python, '--link-mode', 'hardlink', '--allow-empty-requirements'];
    // With everything in uv's cache this takes a quarter of the time, and no network.
    const quick = await this.uv.run({ args: [...args, '--offline', '--quiet'], cwd: folder, signal });
    if (quick.code !== 0) {
      await this.#must({ args, cwd: folder, log, signal });
    }
  }

  async #must(call: Parameters<Uv['run']>[0]): Promise<void> {
    const { code, stderrTail } = await this.uv.run(call);
    if (code !== 0) {
      throw uvProblem(stderrTail);
    }
  }
}

/** What a foreign uv puts back meanwhile stays until the next time. */
async function removeAttempts(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(() => undefined);
}

function hash(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex');
}

/** Machines with a common home folder must not share what was compiled for one of them. */
function platform(): string {
  return `${process.platform}-${process.arch}`;
}
