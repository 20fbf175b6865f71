import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../src/tools/processes/port';

/** Who makes a key: a program's way to have one without a passphrase. */
export function makeKey(file: string): void {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
}

/** OpenSSH's server on a port of this machine, which lets the owner of one key in as whoever runs the tests. */
export class SshServer {
  #process: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    readonly port: number
  ) {}

  /** `publicKey`: the text of the one key that it takes. */
  static async start(folder: string, publicKey: string): Promise<SshServer> {
    const server = new SshServer(folder, await freePort());
    mkdirSync(folder, { recursive: true });
    makeKey(join(folder, 'host'));
    writeFileSync(join(folder, 'authorized'), publicKey);
    const settings = {
      Port: server.port,
      ListenAddress: '127.0.0.1',
      HostKey: join(folder, 'host'),
      AuthorizedKeysFile: join(folder, 'authorized'),
      PidFile: join(folder, 'pid'),
      PasswordAuthentication: 'no',
      UsePAM: 'no',
      // The folder of a test belongs to whoever runs it, and /tmp to all.
      StrictModes: 'no'
    };
    const lines = Object.entries(settings).map(([name, value]) => `${name} ${value}\n`);
    writeFileSync(join(folder, 'config'), lines.join(''));
    // Where root runs it, it wants this empty folder; the package makes it only when it starts the machine's own server.
    if (process.getuid?.() === 0) {
      mkdirSync('/run/sshd', { recursive: true });
    }
    await server.#up();
    return server;
  }

  /** What a client must have in its file of known hosts. */
  get knownHost(): string {
    return `[127.0.0.1]:${this.port} ${readFileSync(join(this.folder, 'host.pub'), 'utf8')}`;
  }

  /** The address of a repository on this machine. */
  url(path: string): string {
    return `ssh://${userInfo().username}@127.0.0.1:${this.port}${path}`;
  }

  async #up(): Promise<void> {
    // It insists on being started by its whole path.
    const child = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(this.folder, 'config')], { stdio: 'ignore' });
    this.#process = child;
    for (let tries = 0; tries < 1200 && child.exitCode === null; tries++) {
      if (await this.#listens()) {
        return;
      }
      await sleep(50);
    }
    throw new Error('sshd did not start.');
  }

  #listens(): Promise<boolean> {
    return new Promise(resolve => {
      const socket = connect({ port: this.port, host: '127.0.0.1' }, () => resolve(true));
      socket.on('error', () => resolve(false)).on('connect', () => socket.destroy());
    });
  }

  async close(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child && child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
  }
}
