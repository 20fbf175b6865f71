import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Wrapped } from '../../src/contract/run';
import type { Problem } from '../../src/contract/problem';
import { ImageBuilder } from '../../src/pipeline/images/image-builder';
import { imageSettings, type ImageSettings } from '../../src/pipeline/images/image-settings';
import { hash } from '../../src/pipeline/images/hash';
import { LABELS } from '../../src/pipeline/images/labels';
import { createRuntimes, type Runtimes } from '../../src/pipeline/runtimes';
import type { Context } from '../../src/pipeline/stage';
import type { Docker } from '../../src/tools/docker';
import { createDocker } from '../../src/tools/docker/docker';
import { digestOf } from '../../src/tools/folder-digest';
import { type Home, homeOf } from '../../src/tools/home';
import { type Log, silent } from '../../src/tools/log';
import type { BuildKit } from '../../src/tools/buildkit';
import { createBuildKit } from '../../src/tools/buildkit/buildkit';
import type { S2i } from '../../src/tools/s2i';
import { createS2i } from '../../src/tools/s2i/s2i';
import { componentOf } from '../fakes/component';

export const SUM =
  'class Model:\n    def predict(self, X, names=None, meta=None):\n        return [[sum(row)] for row in X]\n';

/** What Seldon's own builders ask for. */
export const ENVIRONMENT = 'MODEL_NAME=Model\nAPI_TYPE=REST\nSERVICE_TYPE=MODEL\nPERSISTENCE=0\n';

/** What test/images/run makes the names of all images start with: nothing else on the engine is touched. */
const REPOSITORY = 'localhost/deploy-model-test/';

/** Files of a folder, by path. */
export type Files = Record<string, string>;

/** A folder of its own, and the real engine and s2i that test/images/run has brought up. */
export class Bench {
  readonly folder = mkdtempSync(join(tmpdir(), 'deploy-model-images-'));
  readonly home: Home = homeOf({ DEPLOY_MODEL_HOME: join(this.folder, 'home') });
  readonly docker: Docker;
  readonly s2i: S2i;
  readonly buildkit: BuildKit;
  readonly settings: ImageSettings;
  readonly images: ImageBuilder;
  readonly runtimes: Runtimes;
  readonly lines: string[] = [];
  readonly log: Log = { ...silent, line: (_, text) => void this.lines.push(text) };

  constructor(env: NodeJS.ProcessEnv = process.env) {
    if (!process.env.DEPLOY_MODEL_TEST_ENGINE) {
      throw new Error('These tests are run by test/images/run, which brings up an engine.');
    }
    const runtime = resolve(process.env.DEPLOY_MODEL_RUNTIME ?? 'runtime');
    this.runtimes = createRuntimes({ builtin: runtime, home: this.home });
    this.docker = createDocker({ env });
    this.s2i = createS2i({ env });
    this.buildkit = createBuildKit({ env });
    this.settings = imageSettings(env, { docker: resolve('docker'), runtime });
    this.images = new ImageBuilder({ ...this, docker: this.docker });
  }

  /** A folder with files, below the one that is removed at the end. */
  write(name: string, files: Files): string {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.folder, name, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    return join(this.folder, name);
  }

  context(signal: AbortSignal = AbortSignal.timeout(280_000)): Context {
    const workdir = join(this.home.runs, 'run-1');
    // Of the tools, images and targets use only those they were made with.
    return { tools: {} as Context['tools'], home: this.home, log: this.log, signal, workdir };
  }

  /** A component whose files are these, as the wrap stage hands it on. */
  async wrapped(files: Files, request: Partial<Wrapped['request']> = {}, name = 'sum'): Promise<Wrapped> {
    const folder = mkdtempSync(join(this.folder, 'component-'));
    const path = this.write(folder.slice(this.folder.length + 1), { '.s2i/environment': ENVIRONMENT, ...files });
    const requirements = (files['requirements.txt'] ?? '').split('\n').filter(Boolean);
    const digest = await digestOf(path);
    return Wrapped.parse({
      request: { model: path, target: 'docker', startTimeout: 60, ...request },
      model: { reference: path, uri: `test:/${name}`, kind: 'class', name, path, digest, bytes: 1 },
      component: componentOf({ folder: path, requirements, digest })
    });
  }

  /** Removes the containers and the model images of this bench; builders and packages are kept for the next one. */
  async close(): Promise<void> {
    const home = hash(this.home.deployments).slice(0, 8);
    for (const { id } of await this.docker.containers.list({ labels: { [LABELS.home]: home } })) {
      await this.docker.containers.remove(id);
    }
    const models = await this.docker.images.list({ [LABELS.role]: 'model' });
    for (const { references } of models.filter(each => each.references.some(name => name.startsWith(REPOSITORY)))) {
      for (const reference of references) {
        await this.docker.images.remove(reference).catch(() => undefined);
      }
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The Problem of work that must fail. */
export async function problemOf(work: Promise<unknown>): Promise<Problem> {
  return work.then(
    () => {
      throw new Error('It did not fail.');
    },
    (error: { problem?: Problem }) => error.problem ?? Promise.reject(error)
  );
}

/** Runs a program and gives what it wrote on standard output. */
export function sh(program: string, ...args: string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Containers that are not a deployment's, and files of builds: what a build that ended must not leave. */
export function leftovers(docker: (...args: string[]) => string, of: Bench): string[] {
  const lines = (...args: string[]) =>
    docker(...args)
      .split('\n')
      .filter(Boolean);
  const format = ['--format', '{{.Repository}}:{{.Tag}}'];
  const ours = ['runtime', 'builder'].flatMap(role =>
    lines('images', ...format, '--filter', `label=deploy-model.role=${role}`)
  );
  // Others may use the engine at the same time.
  const onOurs = ours.flatMap(name => ['--filter', `ancestor=${name}`]);
  const containers = ours.length === 0 ? [] : lines('ps', '--all', '--format', '{{.Names}} {{.Command}}', ...onOurs);
  const workdir = of.context().workdir;
  return [...containers.filter(line => !line.startsWith('deploy-model-')), ...readdirSync(workdir)];
}

/** Names of the containers on the engine that fit. */
export function containers(name: string): string[] {
  return sh('docker', 'ps', '--all', '--format', '{{.Names}}', '--filter', `name=${name}`).split('\n').filter(Boolean);
}

/** Asks an endpoint for the sums of rows. */
export async function predict(url: string, rows: number[][]): Promise<unknown> {
  const body = JSON.stringify({ data: { ndarray: rows } });
  const response = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  return ((await response.json()) as { data: { ndarray: unknown } }).data.ndarray;
}
