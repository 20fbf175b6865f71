import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { build } from 'esbuild';
import { type Client, createClient, type Send } from '../../src/contract/client';

/** The class that tests deploy: it adds up the numbers of each row. */
export const SUM =
  'class Sum:\n    def predict(self, X, names, meta=None):\n        return [[sum(row)] for row in X]\n';

/** The real service program, bundled as it is shipped, with data in a folder of its own. */
export class ServiceBench {
  readonly client: Client<AbortSignal>;
  /** The words that it has said: ready, busy, idle. */
  readonly words: string[] = [];
  #process: ChildProcessWithoutNullStreams | undefined;

  private constructor(
    readonly folder: string,
    readonly socket = join(folder, 'service.sock')
  ) {
    this.client = createClient(sendOver(this.socket));
  }

  static async open(): Promise<ServiceBench> {
    const folder = await mkdtemp(join(tmpdir(), 'service-'));
    await build({
      entryPoints: { service: 'src/service/main.ts', supervisor: 'src/supervisor/main.ts' },
      outdir: join(folder, 'programs'),
      outExtension: { '.js': '.cjs' },
      bundle: true,
      minify: true,
      platform: 'node',
      target: 'node24',
      format: 'cjs',
      external: ['*.node'],
      loader: { '.py': 'text' },
      define: { VERSION: '"1.2.3"' }
    });
    return new ServiceBench(folder);
  }

  /** A second service of the same user, as the one of another JupyterLab is. */
  async another(env: NodeJS.ProcessEnv = {}): Promise<ServiceBench> {
    const other = new ServiceBench(this.folder, join(this.folder, 'other.sock'));
    await other.start(env);
    return other;
  }

  get process(): ChildProcessWithoutNullStreams {
    if (!this.#process) {
      throw new Error('It was not started.');
    }
    return this.#process;
  }

  /** Starts the service and waits until it is ready. */
  async start(env: NodeJS.ProcessEnv = {}): Promise<void> {
    this.#process = spawn(process.execPath, [join(this.folder, 'programs', 'service.cjs'), this.socket], {
      cwd: this.folder,
      env: {
        ...process.env,
        DEPLOY_MODEL_HOME: join(this.folder, 'home'),
        DEPLOY_MODEL_RUNTIME: resolve('test/fakes/serving'),
        ...env
      }
    });
    this.#process.stderr.pipe(process.stderr);
    const lines = createInterface({ input: this.#process.stdout });
    lines.on('line', word => this.words.push(word));
    await once(lines, 'line');
  }

  /** A folder with a Seldon class, relative to where the service works. */
  async classFolder(name: string, code = SUM): Promise<string> {
    const className = name.replace(/^./, first => first.toUpperCase());
    await mkdir(join(this.folder, name));
    await writeFile(join(this.folder, name, `${className}.py`), code.replaceAll('Sum', className));
    return name;
  }

  /** Its exit code, or the signal that ended it. */
  async ended(): Promise<number | string> {
    const { exitCode, signalCode } = this.process;
    const [code, signal] =
      exitCode !== null || signalCode !== null
        ? [exitCode, signalCode]
        : ((await once(this.process, 'exit')) as [number | null, string | null]);
    return signal ?? code ?? 'nothing';
  }

  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.ended();
  }

  async close(): Promise<void> {
    if (this.#process) {
      this.#process.stdin.end();
      await this.ended();
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Carries calls over a unix socket. */
export function sendOver(socketPath: string): Send<AbortSignal> {
  return async ({ method, path, body, signal }) => {
    const outgoing = request({ socketPath, method, path, signal, headers: { 'content-type': 'application/json' } });
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
    const [answer] = (await once(outgoing, 'response')) as [NodeJS.ReadableStream & { statusCode: number }];
    return { status: answer.statusCode, body: JSON.parse(await text(answer)) };
  };
}
