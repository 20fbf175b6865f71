import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Endpoint, ProcessBuild } from '../../../src/contract/deployment';
import { type RuntimeName, WrappedComponent } from '../../../src/contract/component';
import { createRuntimes, type Runtimes } from '../../../src/pipeline/runtimes';
import { createBuild } from '../../../src/pipeline/targets/process-build';
import { Instances } from '../../../src/pipeline/targets/process-instance';
import { createEndpointClient } from '../../../src/tools/endpoint-client';
import { homeOf } from '../../../src/tools/home';
import { silent } from '../../../src/tools/log';
import type { Python } from '../../../src/tools/python';
import { createPython } from '../../../src/tools/python/python';
import { freePort } from '../../fixtures/free-port';
import { Workbench } from '../../tools/processes/workbench';

/** What the runtimes from elsewhere need is large: their tests are switched on. */
export const WITH_FOREIGN = process.env.DEPLOY_MODEL_TEST_RUNTIMES === '1';

/** Seconds that a test of a real process may take on a busy machine. */
export const PATIENCE = 120_000;

/** One running copy of a component. */
export interface Running {
  endpoint: Endpoint;
  /** Of its supervisor. */
  folder: string;
  /** Folder of the component. */
  component: string;
}

export interface Starting {
  /** The class Model, as the text of Model.py. */
  code: string;
  /** A model, unless told. */
  type?: WrappedComponent['type'];
  /** The request that must be answered before it is ready. */
  warmUp?: unknown;
  grpc?: boolean;
  startTimeout?: number;
}

/** Real runtimes in real environments, which are kept between runs of the tests. */
export class RuntimeBench {
  readonly endpoint = createEndpointClient();
  readonly #builds = new Map<boolean, ProcessBuild>();
  #count = 0;

  private constructor(
    readonly name: RuntimeName,
    readonly bench: Workbench,
    readonly runtimes: Runtimes,
    readonly python: Python,
    readonly minor: string,
    readonly version?: string
  ) {}

  /** `version`: of the runtime, the one that is taken without a word unless told. */
  static async open(name: RuntimeName, version?: string): Promise<RuntimeBench> {
    const bench = await Workbench.open();
    const cache = process.env.DEPLOY_MODEL_CACHE ?? resolve('.cache', 'test-environments');
    const env = { ...process.env, DEPLOY_MODEL_HOME: join(bench.folder, 'home'), DEPLOY_MODEL_CACHE: cache };
    const home = homeOf(env);
    const runtimes = createRuntimes({ builtin: resolve('runtime'), home });
    const python = createPython({ env, home });
    const [best] = await python.interpreters(AbortSignal.timeout(PATIENCE));
    return new RuntimeBench(name, bench, runtimes, python, best!.version.split('.').slice(0, 2).join('.'), version);
  }

  /** A component with one class. */
  async component({ code, type = 'MODEL', warmUp }: Starting): Promise<WrappedComponent> {
    const folder = await mkdtemp(join(this.bench.folder, 'component-'));
    const files = { 'Model.py': code, ...(warmUp === undefined ? {} : { 'warm-up.json': JSON.stringify(warmUp) }) };
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    return WrappedComponent.parse({
      folder,
      type,
      language: 'python',
      runtime: this.name,
      runtimeVersion: this.version,
      className: 'Model',
      method: 'predict',
      python: this.minor,
      requirements: ['numpy'],
      requirementChanges: [],
      warmUp: warmUp === undefined ? undefined : 'warm-up.json',
      digest: ''
    });
  }

  /** Starts a component and waits until it is ready. Throws what a deployment would. */
  async start(starting: Starting): Promise<Running> {
    const component = await this.component(starting);
    const signal = AbortSignal.timeout(PATIENCE);
    const { grpc = false, startTimeout = 90 } = starting;
    const build = this.#builds.get(grpc) ?? (await this.#build(component, grpc));
    const { processes } = this.bench;
    const ports = { http: await freePort(), ...(grpc ? { grpc: await freePort() } : {}) };
    const folder = this.bench.place(`instance-${(this.#count += 1)}`);
    const instances = new Instances({ processes, runtimes: this.runtimes });
    await instances.start(
      { folder, component, build, ports, memory: 0, startTimeout },
      { log: silent, signal, restart: false }
    );
    return { endpoint: this.runtimes[this.name].address(ports, component), folder, component: component.folder };
  }

  /** Everything that a copy wrote. */
  async logOf({ folder }: Pick<Running, 'folder'>): Promise<string> {
    const instances = new Instances({ processes: this.bench.processes, runtimes: this.runtimes });
    return instances.tail(folder, 1000);
  }

  post({ endpoint }: Running, path: string, body: unknown) {
    return this.endpoint.post(new URL(path, endpoint.url).href, body, this.#patient());
  }

  get({ endpoint }: Running, path: string) {
    return this.endpoint.get(new URL(path, endpoint.url).href, this.#patient());
  }

  grpc({ endpoint }: Running, message: Record<string, unknown>) {
    return this.endpoint.grpc(endpoint.grpc!, message, this.#patient());
  }

  close(): Promise<void> {
    return this.bench.close();
  }

  async #build(component: WrappedComponent, grpc: boolean): Promise<ProcessBuild> {
    const asked = { component, request: { fetchPython: false, grpc } };
    const build = await createBuild(this, asked, { log: silent, signal: AbortSignal.timeout(600_000) });
    this.#builds.set(grpc, build);
    return build;
  }

  #patient() {
    return { timeoutSeconds: 30, signal: AbortSignal.timeout(PATIENCE) };
  }
}
