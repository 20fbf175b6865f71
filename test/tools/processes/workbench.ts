import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import type { Processes, ProcessSpec, ProcessStatus } from '../../../src/tools/processes';
import { createProcesses } from '../../../src/tools/processes/processes';

export const PYTHON = pythonProgram();
export const SERVING = resolve('test/fakes/serving');

/** The real supervisor program, bundled as it is shipped, in a folder with spaces and letters beyond ASCII. */
export class Workbench {
  readonly folder: string;
  readonly processes: Processes;
  readonly #used: string[] = [];

  private constructor(folder: string) {
    this.folder = folder;
    this.processes = createProcesses({ supervisor: [process.execPath, join(folder, 'supervisor.cjs')] });
  }

  static async open(): Promise<Workbench> {
    const folder = await mkdtemp(join(tmpdir(), 'déploy model-'));
    await writeFile(join(folder, 'supervisor.cjs'), await (supervisor ??= bundle()));
    return new Workbench(folder);
  }

  /** A folder for one process. */
  place(name: string): string {
    const folder = join(this.folder, name);
    this.#used.push(folder);
    return folder;
  }

  /** What serves a class by the fake runtime; `code` is the body of Model.py. */
  async serving(
    name: string,
    code: string,
    changes: Partial<ProcessSpec> = {}
  ): Promise<{ folder: string; spec: ProcessSpec }> {
    const folder = this.place(name);
    const component = await mkdtemp(join(this.folder, 'component-'));
    await writeFile(join(component, 'Model.py'), code);
    const port = await this.processes.freePort();
    const args = [
      '-m',
      'deploy_model_runtime',
      'Model',
      '--http-port',
      String(port),
      '--host',
      '127.0.0.1',
      '--exit-with-stdin'
    ];
    const env = { PATH: process.env.PATH!, PYTHONPATH: SERVING, PYTHONUNBUFFERED: '1' };
    const spec = {
      program: PYTHON,
      args,
      cwd: component,
      env,
      port,
      startTimeoutSeconds: 60,
      memoryLimit: 0,
      restart: false
    };
    return { folder, spec: { ...spec, ...changes } };
  }

  /** Starts it and waits until it is ready or has failed for good. */
  async begin({ folder, spec }: { folder: string; spec: ProcessSpec }): Promise<ProcessStatus> {
    await this.processes.start(folder, spec);
    return this.processes.waitUntilReady(folder, { signal: AbortSignal.timeout(90_000) });
  }

  /** Waits until the state satisfies a condition; throws with the last state when it does not in time. */
  async until(folder: string, isSo: (status: ProcessStatus) => boolean, seconds = 60): Promise<ProcessStatus> {
    for (const deadline = Date.now() + seconds * 1000; ; await new Promise(next => setTimeout(next, 20))) {
      const status = await this.processes.status(folder);
      if (status && isSo(status)) {
        return status;
      }
      if (Date.now() > deadline) {
        throw new Error(`It never came to that: ${JSON.stringify(status)}`);
      }
    }
  }

  /** Number of a supervisor. */
  supervisorOf(folder: string): number {
    return (JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8')) as { supervisor: { pid: number } }).supervisor
      .pid;
  }

  /** The mark of all processes of the instance that was started last in a folder. */
  markOf(folder: string): string {
    const spec = JSON.parse(readFileSync(join(folder, 'spec.json'), 'utf8')) as ProcessSpec;
    return `DEPLOY_MODEL_INSTANCE=${spec.env.DEPLOY_MODEL_INSTANCE}`;
  }

  /** The living ones of them. */
  left(folder: string): number[] {
    return marked(this.markOf(folder));
  }

  /** Waits until so many of them are left. */
  async untilLeft(folder: string, count: number): Promise<void> {
    const mark = this.markOf(folder);
    await this.waitFor(() => marked(mark).length === count);
  }

  /** Waits until something is so; throws when it is not in time. */
  async waitFor(isSo: () => boolean, seconds = 60): Promise<void> {
    for (const deadline = Date.now() + seconds * 1000; !isSo(); await new Promise(next => setTimeout(next, 20))) {
      if (Date.now() > deadline) {
        throw new Error(`Waited in vain for ${String(isSo)}`);
      }
    }
  }

  async close(): Promise<void> {
    for (const folder of this.#used) {
      await this.processes.stop(folder);
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}

let supervisor: Promise<Uint8Array> | undefined;

async function bundle(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: ['src/supervisor/main.ts'],
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    write: false
  });
  return outputFiles[0]!.contents;
}

/** Processes whose environment holds a text; those that have ended and were not reaped are not counted. */
export function marked(text: string): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => {
      try {
        return (
          readFileSync(`/proc/${pid}/environ`).includes(text) &&
          !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
        );
      } catch {
        return false;
      }
    });
}

function pythonProgram(): string {
  const folder = (process.env.PATH ?? '').split(':').find(path => {
    try {
      return !path.endsWith('/shims') && readdirSync(path).includes('python3');
    } catch {
      return false;
    }
  });
  return join(folder ?? '/usr/bin', 'python3');
}
