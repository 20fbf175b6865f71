import { Agent } from 'node:https';
import { hostname } from 'node:os';
import type Dockerode from 'dockerode';
import { ProblemError } from '../../contract/problem';
import type { Engine } from './index';
import { type EngineEndpoint, findEngine } from './endpoint';
import { type EngineInfo, gpuIds, gpuOffer } from './gpu';
import { engineProblem } from './problems';

/** The client library of one engine, loaded and connected when first used. */
export class Connection {
  #client: Promise<Dockerode> | undefined;
  #endpoint: EngineEndpoint | undefined;

  /** `patience`: seconds for its first answer; what takes a connection and says nothing is no engine. */
  constructor(
    readonly env: NodeJS.ProcessEnv,
    private readonly patience: number
  ) {}

  /** Makes a call; what fails is a Problem. `what` completes "could not". Throws the signal's reason when aborted. */
  async call<T>(what: string, work: (client: Dockerode) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    try {
      return await work(await this.client());
    } catch (error) {
      signal?.throwIfAborted();
      throw this.problem(error, what);
    }
  }

  problem(error: unknown, what: string): ProblemError {
    return engineProblem(error, what, this.#endpoint);
  }

  client(): Promise<Dockerode> {
    this.#client ??= this.#open();
    // A context that was named wrongly may be corrected.
    this.#client.catch(() => (this.#client = undefined));
    return this.#client;
  }

  /** Asks the engine for nothing but an answer; what it is takes it much longer to say. */
  async endpoint(signal: AbortSignal): Promise<EngineEndpoint> {
    const isKnown = this.#client !== undefined;
    await this.call('answer', async client => isKnown && client.ping(), signal);
    return this.#endpoint!;
  }

  async engine(signal: AbortSignal): Promise<Engine> {
    const [version, info] = await this.call(
      'say what it is',
      client => Promise.all([client.version(), client.info()]),
      signal
    );
    const endpoint = this.#endpoint!;
    return {
      version: version.Version,
      platform: `${version.Os}/${version.Arch}`,
      endpoint,
      publishedOn: addressOf(endpoint),
      gpus: gpuOffer(info as EngineInfo),
      gpuIds: gpuIds(info as EngineInfo),
      cpus: (info as EngineInfo).NCPU ?? 0,
      memory: (info as EngineInfo).MemTotal ?? 0,
      self: await this.#self()
    };
  }

  /** A container's host name is the start of its id unless somebody chose another. */
  async #self(): Promise<string | undefined> {
    const client = await this.client();
    const found = await client
      .getContainer(this.env.DEPLOY_MODEL_CONTAINER || hostname())
      .inspect()
      .catch(() => undefined);
    return found?.State.Running ? found.Id : undefined;
  }

  async #open(): Promise<Dockerode> {
    const endpoint = await findEngine(this.env);
    this.#endpoint = endpoint;
    // Loaded now: most commands never talk to an engine.
    const { default: Client } = await import('dockerode');
    const client = new Client(optionsOf(endpoint));
    await answer(client, this.patience);
    return client;
  }
}

/** Its types do not know these options. */
interface Pings {
  ping(options: { abortSignal: AbortSignal }): Promise<unknown>;
}

/** Waits for the engine's first answer. Throws what the library throws, ETIMEDOUT when none comes. */
async function answer(client: Dockerode, seconds: number): Promise<void> {
  const limit = AbortSignal.timeout(seconds * 1000);
  try {
    await (client as unknown as Pings).ping({ abortSignal: limit });
  } catch (error) {
    throw limit.aborted ? Object.assign(new Error('no answer', { cause: error }), { code: 'ETIMEDOUT' }) : error;
  }
}

function optionsOf({ host, tls }: EngineEndpoint): Dockerode.DockerOptions & { agent?: Agent } {
  const unix = /^(?:unix|npipe):\/\/(.+)$/.exec(host);
  if (unix) {
    return { socketPath: unix[1] };
  }
  const url = URL.parse(host.includes('://') ? host : `tcp://${host}`);
  if (!url?.hostname) {
    throw new ProblemError({
      code: 'bad-request',
      message: `${host} is no address of a Docker Engine.`,
      reason: 'It starts with unix://, tcp:// or ssh://.',
      suggestion: 'Correct DOCKER_HOST.'
    });
  }
  if (url.protocol === 'ssh:') {
    return { protocol: 'ssh', host: url.hostname, port: url.port || 22, username: url.username };
  }
  const secure = Boolean(tls) || url.protocol === 'https:';
  return {
    protocol: secure ? 'https' : 'http',
    host: url.hostname,
    port: Number(url.port || (secure ? 2376 : 2375)),
    ...(tls && { ca: tls.ca, cert: tls.cert, key: tls.key }),
    // The library has no other way to say it.
    ...(tls && !tls.verify && { agent: new Agent({ ...tls, rejectUnauthorized: false }) })
  };
}

function addressOf({ host }: EngineEndpoint): string {
  return /^(unix|npipe):/.test(host) ? '127.0.0.1' : (URL.parse(host)?.hostname ?? '127.0.0.1');
}
