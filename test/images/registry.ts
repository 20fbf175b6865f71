import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../src/tools/processes/port';

/** The one login that a registry takes, when it wants one. */
export const LOGIN = {
  user: 'tester',
  password: 'open-sesame',
  bcrypt: '$2y$05$abcdefabcdefabcdefabcOof0jgXWedKZzqhzPnlfRvL2.T.xzXQi'
} as const;

/** Debian's docker-registry on a port of this machine; with a login when asked. */
export class Registry {
  #process: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    readonly port: number
  ) {}

  static async start(folder: string, { withLogin = false } = {}): Promise<Registry> {
    const registry = new Registry(folder, await freePort());
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'htpasswd'), `${LOGIN.user}:${LOGIN.bcrypt}\n`);
    const auth = withLogin ? `auth: {htpasswd: {realm: test, path: ${join(folder, 'htpasswd')}}}\n` : '';
    writeFileSync(
      join(folder, 'config.yml'),
      `version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: ${join(folder, 'data')}}}\n` +
        `http: {addr: "127.0.0.1:${registry.port}", secret: ${randomBytes(8).toString('hex')}}\n${auth}`
    );
    await registry.up();
    return registry;
  }

  /** The registry's part of an image's name. */
  get host(): string {
    return `localhost:${this.port}`;
  }

  async up(): Promise<void> {
    const child = spawn('docker-registry', ['serve', join(this.folder, 'config.yml')], { stdio: 'ignore' });
    this.#process = child;
    for (let tries = 0; tries < 100; tries++) {
      const answers = await fetch(`http://127.0.0.1:${this.port}/v2/`).then(
        () => true,
        () => false
      );
      if (answers) {
        return;
      }
      await sleep(50);
    }
    throw new Error('The registry did not start.');
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
