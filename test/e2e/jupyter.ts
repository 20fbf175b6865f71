import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../fixtures/free-port';

const TOKEN = 'a-token-for-tests';
/** Bounds a start that hangs: on a machine that does much else one takes long. */
const START_SECONDS = 180;
const BASE = '/user/someone/';

export interface JupyterOptions {
  /** Added to the server's environment. */
  env?: NodeJS.ProcessEnv;
  /** Name of an extension that is off. */
  disabled?: string;
}

/** A Jupyter server of its own: login, XSRF and a base URL as on a hub, nothing of the user's settings. */
export class Jupyter {
  private constructor(
    /** Where notebooks are; everything of this server is below its parent. */
    readonly folder: string,
    readonly address: string,
    private readonly server: ChildProcess
  ) {}

  static async start(options: JupyterOptions = {}): Promise<Jupyter> {
    const home = mkdtempSync(join(tmpdir(), 'deploy-model-e2e-'));
    const folder = join(home, 'work');
    mkdirSync(folder);
    writeSettings(home, options);
    const port = await freePort();
    const server = spawn('jupyter', argumentsOf(port, folder), {
      cwd: folder,
      env: { ...process.env, ...placesIn(home), ...options.env },
      stdio: process.env.DEPLOY_MODEL_E2E_LOG ? 'inherit' : 'ignore'
    });
    const jupyter = new Jupyter(folder, `http://127.0.0.1:${port}${BASE}`, server);
    await jupyter.#ready();
    return jupyter;
  }

  /** What `deploy-model` keeps for this server's user. */
  get home(): string {
    return join(dirname(this.folder), 'home');
  }

  /** An address that logs in, as the link that Jupyter prints does. */
  url(path: string): string {
    return `${this.address}${path}${path.includes('?') ? '&' : '?'}token=${TOKEN}`;
  }

  async stop(): Promise<void> {
    this.server.kill('SIGTERM');
    if (this.server.exitCode === null) {
      await new Promise(resolve => this.server.once('exit', resolve));
    }
    // What it has deployed may still write there, until it sees that nobody wants it.
    rmSync(dirname(this.folder), { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }

  async #ready(): Promise<void> {
    for (let waited = 0; waited < START_SECONDS * 10 && this.server.exitCode === null; waited++) {
      const answer = await fetch(`${this.address}api`).catch(() => undefined);
      if (answer?.ok) {
        return;
      }
      await sleep(100);
    }
    const { exitCode } = this.server;
    throw new Error(
      exitCode === null ? `JupyterLab did not start within ${START_SECONDS} s` : `JupyterLab ended with ${exitCode}`
    );
  }
}

function argumentsOf(port: number, folder: string): string[] {
  return [
    'lab',
    '--allow-root',
    '--no-browser',
    '--ip=127.0.0.1',
    `--port=${port}`,
    '--ServerApp.port_retries=0',
    `--ServerApp.base_url=${BASE}`,
    `--ServerApp.root_dir=${folder}`,
    `--IdentityProvider.token=${TOKEN}`,
    '--LabApp.expose_app_in_browser=True',
    '--JupyterNotebookApp.expose_app_in_browser=True',
    '--LabApp.news_url=',
    '--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate'
  ];
}

function placesIn(home: string): Record<string, string> {
  return {
    JUPYTER_CONFIG_DIR: join(home, 'config'),
    JUPYTER_DATA_DIR: join(home, 'data'),
    JUPYTER_RUNTIME_DIR: join(home, 'runtime'),
    JUPYTERLAB_SETTINGS_DIR: join(home, 'settings'),
    JUPYTERLAB_WORKSPACES_DIR: join(home, 'workspaces'),
    DEPLOY_MODEL_HOME: join(home, 'home')
  };
}

function writeSettings(home: string, { disabled }: JupyterOptions): void {
  // Nobody is to be asked about news while a test looks at the page.
  const settings = join(home, 'settings', '@jupyterlab', 'apputils-extension');
  mkdirSync(settings, { recursive: true });
  writeFileSync(join(settings, 'notification.jupyterlab-settings'), '{"fetchNews": "false"}');
  if (disabled) {
    const labconfig = join(home, 'config', 'labconfig');
    mkdirSync(labconfig, { recursive: true });
    writeFileSync(join(labconfig, 'page_config.json'), JSON.stringify({ disabledExtensions: { [disabled]: true } }));
  }
}
