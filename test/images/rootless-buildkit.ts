import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const SECONDS = 120;
const HERE = 'test/images/buildkit';
/** The normal user that root gives it to. */
const USER = 'deploy-model-buildkit';
const IS_ROOT = process.getuid?.() === 0;

/** Whether a user without rights can run a BuildKit here: namespaces, their numbers from newuidmap, and Go that makes it. */
export const canBuildRootless =
  process.platform === 'linux' &&
  ['newuidmap', 'go', ...(IS_ROOT ? ['useradd', 'setpriv'] : [])].every(isThere) &&
  spawnSync('unshare', ['--user', 'true']).status === 0;

/** The BuildKit that test/images/buildkit/go.mod pins, run by a normal user in a folder of its own. */
export class RootlessBuildKit {
  readonly #folder = mkdtempSync(join(tmpdir(), 'deploy-model-buildkit-'));
  readonly #bin = join(this.#folder, 'bin');
  readonly #as: string[];
  #process: ChildProcess | undefined;

  private constructor() {
    this.#as = IS_ROOT ? ['setpriv', '--reuid', USER, '--regid', USER, '--init-groups'] : [];
  }

  /** Compiles it when this version was not compiled before, and waits until it answers. */
  static async start(): Promise<RootlessBuildKit> {
    const buildkit = new RootlessBuildKit();
    // Where a user who may not look into the checkout can run it, too.
    cpSync(compiled(), buildkit.#bin, { recursive: true });
    mkdirSync(join(buildkit.#folder, 'state'));
    if (IS_ROOT) {
      spawnSync('useradd', ['--no-create-home', '--shell', '/usr/sbin/nologin', USER]);
      execFileSync('chown', ['-R', `${USER}:`, buildkit.#folder]);
    }
    await buildkit.#up();
    return buildkit;
  }

  get address(): string {
    return `unix://${join(this.#folder, 'buildkitd.sock')}`;
  }

  /** What a client needs to find the program and the daemon. */
  get env(): NodeJS.ProcessEnv {
    return { PATH: `${this.#bin}${delimiter}${process.env.PATH}`, BUILDKIT_HOST: this.address };
  }

  /** The user that the daemon runs as, by its number. */
  get uid(): number {
    const status = readFileSync(`/proc/${this.#process!.pid}/status`, 'utf8');
    return Number(/^Uid:\s+(\d+)/m.exec(status)![1]);
  }

  /** What buildctl says on standard output. */
  buildctl(...args: string[]): string {
    const env = { ...process.env, ...this.env };
    return execFileSync('buildctl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env });
  }

  /** Command lines of the programs that it runs now: the steps of builds. */
  get steps(): string[] {
    const rows = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
      .split('\n')
      .map(row => row.trim().split(/\s+/));
    const below = (parent: string): string[] =>
      rows.filter(([, of]) => of === parent).flatMap(([pid, , ...line]) => [line.join(' '), ...below(pid!)]);
    // The daemon itself is a child of two RootlessKits.
    return below(String(this.#process!.pid)).filter(line => !/rootlesskit|buildkitd|^\/proc\/self\/exe/.test(line));
  }

  async close(): Promise<void> {
    const child = this.#process;
    if (child && child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    // Its files belong to users that only exist in its namespace.
    this.#run('rm', '-rf', join(this.#folder, 'state'));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #up(): Promise<void> {
    const log = openSync(join(this.#folder, 'log'), 'a');
    const [program, ...args] = [...this.#as, join(this.#bin, 'rootlesskit'), join(this.#bin, 'buildkitd')];
    const places = ['--addr', this.address, '--root', join(this.#folder, 'state', 'store')];
    this.#process = spawn(program!, [...args, ...places], { env: this.#userEnv, stdio: ['ignore', log, log] });
    for (let waited = 0; waited < SECONDS * 10; waited++) {
      if (spawnSync(join(this.#bin, 'buildctl'), ['--addr', this.address, 'debug', 'workers']).status === 0) {
        return;
      }
      await sleep(100);
    }
    throw new Error(`BuildKit did not start: ${readFileSync(join(this.#folder, 'log'), 'utf8')}`);
  }

  #run(...command: string[]): void {
    const [program, ...args] = [...this.#as, join(this.#bin, 'rootlesskit'), ...command];
    spawnSync(program!, args, { env: this.#userEnv });
  }

  get #userEnv(): NodeJS.ProcessEnv {
    const state = join(this.#folder, 'state');
    // By USER it knows that it is rootless: in its namespace it is root by number.
    const USER_NAME = IS_ROOT ? USER : process.env.USER || 'nobody';
    return { PATH: `${this.#bin}:${path()}`, HOME: state, XDG_RUNTIME_DIR: state, USER: USER_NAME };
  }
}

/** The folder with its programs, known by what pins them. */
function compiled(): string {
  const pins = ['go.mod', 'go.sum'].map(name => readFileSync(join(HERE, name)));
  const key = createHash('sha256').update(Buffer.concat(pins)).digest('hex').slice(0, 16);
  const folder = resolve('.cache', 'images', `buildkit-${key}`);
  execFileSync(join(HERE, 'install.sh'), [folder], { stdio: 'pipe' });
  return folder;
}

function isThere(program: string): boolean {
  return spawnSync('which', [program], { env: { ...process.env, PATH: path() } }).status === 0;
}

function path(): string {
  return `${process.env.PATH}${delimiter}/usr/sbin`;
}
