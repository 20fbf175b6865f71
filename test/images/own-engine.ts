import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const SECONDS = 60;

/** Whether an engine of one's own can be started here: with dockerd, by root. */
export const canStartEngines =
  process.getuid?.() === 0 &&
  `${process.env.PATH}${delimiter}/usr/sbin`.split(delimiter).some(folder => existsSync(join(folder, 'dockerd')));

/** A Docker Engine for one test, which may end it and fill its disk; the common one is not touched. */
export class OwnEngine {
  readonly #bridge = `dm-${randomBytes(4).toString('hex')}`;
  #process: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    /** Its data is on a disk of so many MiB. */
    readonly mebibytes: number | undefined
  ) {}

  /** `images` are taken over from the common engine. */
  static async start(folder: string, images: string[], mebibytes?: number): Promise<OwnEngine> {
    const engine = new OwnEngine(folder, mebibytes);
    mkdirSync(engine.#data, { recursive: true });
    if (mebibytes !== undefined) {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', engine.#data]);
    }
    execFileSync('ip', ['link', 'add', engine.#bridge, 'type', 'bridge']);
    execFileSync('ip', ['address', 'add', '172.31.254.1/24', 'dev', engine.#bridge]);
    await engine.up();
    execFileSync('sh', ['-c', 'docker save "$@" | docker --host "$HOST" load', 'sh', ...images], {
      env: { ...process.env, HOST: engine.host },
      stdio: 'pipe'
    });
    return engine;
  }

  get host(): string {
    return `unix://${join(this.folder, 'docker.sock')}`;
  }

  /** Its environment for clients. */
  get env(): NodeJS.ProcessEnv {
    return { ...process.env, DOCKER_HOST: this.host };
  }

  get #data(): string {
    return join(this.folder, 'data');
  }

  async up(): Promise<void> {
    const places = ['--data-root', this.#data, '--exec-root', join(this.folder, 'exec')];
    // Rules of the packet filter are the common engine's; and with no bridge at all an engine would remove that one's.
    const network = ['--bridge', this.#bridge, '--iptables=false', '--ip6tables=false'];
    const log = openSync(join(this.folder, 'log'), 'a');
    this.#process = spawn(
      'dockerd',
      ['--host', this.host, '--pidfile', join(this.folder, 'pid'), ...places, ...network],
      { stdio: ['ignore', log, log], env: { ...process.env, PATH: `${process.env.PATH}${delimiter}/usr/sbin` } }
    );
    for (let waited = 0; waited < SECONDS * 10; waited++) {
      try {
        this.docker('version');
        return;
      } catch {
        await sleep(100);
      }
    }
    throw new Error(`The engine did not start; see ${join(this.folder, 'log')}.`);
  }

  /** Ends it as a restart of the machine would: its containers end, too. */
  async down(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child && child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
  }

  async close(): Promise<void> {
    if (this.#process) {
      // The bridges of its networks would outlive it.
      this.docker('network', 'prune', '--force');
    }
    await this.down();
    execFileSync('ip', ['link', 'delete', this.#bridge]);
    if (this.mebibytes !== undefined) {
      execFileSync('umount', ['--lazy', this.#data]);
    }
  }

  /** What the client says on standard output. */
  docker(...args: string[]): string {
    return execFileSync('docker', ['--host', this.host, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim();
  }
}
