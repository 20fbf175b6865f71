import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../src/tools/processes/port';

/** The one login that a registry takes, when it wants one. */
export const LOGIN = {
  user: 'tester',
  password: 'open-sesame',
  bcrypt: '$2y$05$abcdefabcdefabcdefabcOof0jgXWedKZzqhzPnlfRvL2.T.xzXQi'
} as const;

interface Wishes {
  withLogin?: boolean;
  /** An address of this machine that engines do not trust by themselves, as they trust localhost: it gets a certificate. */
  withTls?: string;
}

/** Debian's docker-registry on a port of this machine; with a login, with a certificate of its own, when asked. */
export class Registry {
  #process: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    private readonly address: string,
    readonly port: number
  ) {}

  static async start(folder: string, { withLogin = false, withTls }: Wishes = {}): Promise<Registry> {
    const registry = new Registry(folder, withTls ?? '127.0.0.1', await freePort());
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'htpasswd'), `${LOGIN.user}:${LOGIN.bcrypt}\n`);
    const auth = withLogin ? `auth: {htpasswd: {realm: test, path: ${join(folder, 'htpasswd')}}}\n` : '';
    const tls =
      withTls === undefined ? '' : `, tls: {certificate: ${registry.certificate}, key: ${join(folder, 'key')}}`;
    if (withTls !== undefined) {
      const names = ['-subj', '/CN=registry', '-addext', `subjectAltName=IP:${withTls}`];
      const make = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...names];
      execFileSync('openssl', [...make, '-keyout', join(folder, 'key'), '-out', registry.certificate], {
        stdio: 'pipe'
      });
    }
    writeFileSync(
      join(folder, 'config.yml'),
      `version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: ${join(folder, 'data')}}}\n` +
        `http: {addr: "${registry.address}:${registry.port}", secret: ${randomBytes(8).toString('hex')}${tls}}\n${auth}`
    );
    await registry.up();
    return registry;
  }

  /** The registry's part of an image's name. */
  get host(): string {
    return `${this.address === '127.0.0.1' ? 'localhost' : this.address}:${this.port}`;
  }

  /** The file that an engine must have to trust it. */
  get certificate(): string {
    return join(this.folder, 'certificate');
  }

  async up(): Promise<void> {
    const child = spawn('docker-registry', ['serve', join(this.folder, 'config.yml')], { stdio: 'ignore' });
    this.#process = child;
    for (let tries = 0; tries < 1200 && child.exitCode === null; tries++) {
      if (await this.#listens()) {
        return;
      }
      await sleep(50);
    }
    throw new Error('The registry did not start.');
  }

  #listens(): Promise<boolean> {
    const { port, address: host } = this;
    return new Promise(resolve => {
      const socket = connect({ port, host }, () => resolve(true));
      socket.on('error', () => resolve(false)).on('connect', () => socket.destroy());
    });
  }

  async down(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child && child.exitCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
}
