import { setTimeout as sleep } from 'node:timers/promises';
import type { WrappedComponent } from '../../contract/component';
import { COMPONENT_WORK } from '../../contract/component-work';
import type { DockerBuild, Endpoint } from '../../contract/deployment';
import type { RunRequest } from '../../contract/run';
import type { ContainerSpec, ContainerState, Docker } from '../../tools/docker';
import type { EndpointClient } from '../../tools/endpoint';
import { freePort } from '../../tools/processes/port';
import type { Context } from '../stage';
import { healthOf } from './docker-health';
import { GRPC_PORT, HTTP_PORT, type Place, placeOf } from './docker-place';
import { ended, imageGone, loadFailed, tooSlow } from './docker-problem';

const MEBIBYTE = 1024 * 1024;
const TAIL = 40;
/** Between two looks, in ms. */
const POLL = 200;

/** What a container of a model may use, and where it answers; see RunRequest. */
export type Limits = Pick<RunRequest, 'memory' | 'cpus' | 'gpus' | 'startTimeout' | 'grpc'>;

/** One running copy of an image. */
export interface Instance {
  /** Name of the container; `alias`, up to 63 characters, is its host name. */
  name: string;
  alias: string;
  build: DockerBuild;
  component: WrappedComponent;
  limits: Limits;
  /** Port on the engine's machine; 0 is a free one. */
  port: number;
  labels: Record<string, string>;
}

type Work = Pick<Context, 'log' | 'signal'>;

/** Starts containers of models and waits until they answer. */
export class Instances {
  constructor(private readonly parts: { docker: Docker; endpoint: EndpointClient }) {}

  /** Throws model-load-failed, model-crashed, model-out-of-memory, model-start-timeout, port-taken; it is removed then. */
  async start(instance: Instance, work: Work): Promise<{ id: string; endpoint: Endpoint; port: number }> {
    const { docker } = this.parts;
    const place = await this.place(work.signal);
    await this.#mustHave(instance.build.image, work);
    const port = instance.port || (place.local ? await freePort() : 0);
    const id = await docker.containers.create(specOf(instance, place, port), work.signal);
    try {
      await docker.containers.start(id);
      const endpoint = await this.waitUntilReady(id, instance, work);
      return { id, endpoint, port };
    } catch (error) {
      await docker.containers.remove(id);
      throw error;
    }
  }

  /** An image that is in a registry can be had again. */
  async #mustHave({ id, reference, digest }: DockerBuild['image'], { log, signal }: Work): Promise<void> {
    const { images } = this.parts.docker;
    if (!(await images.inspect(id)) && digest !== undefined) {
      await images.pull(digest, {
        signal,
        onProgress: (done, total) => log.progress(`Pulling ${digest}`, done, total, 'bytes')
      });
    }
    if (!(await images.inspect(id))) {
      throw imageGone(reference);
    }
  }

  async place(signal: AbortSignal): Promise<Place> {
    const engine = await this.parts.docker.engine(signal);
    return placeOf(this.parts.docker, engine);
  }

  /** Waits for a container that was started; what it writes goes to the log. */
  async waitUntilReady(
    id: string,
    { alias, limits, component: { type } }: Pick<Instance, 'alias' | 'limits' | 'component'>,
    { log, signal }: Work
  ): Promise<Endpoint> {
    const place = await this.place(signal);
    const quiet = new AbortController();
    const said = this.#say(id, log, AbortSignal.any([signal, quiet.signal]));
    const until = Date.now() + limits.startTimeout * 1000;
    try {
      for (;;) {
        signal.throwIfAborted();
        const endpoint = await this.#lookOnce(id, { alias, place, type, grpc: limits.grpc, signal });
        if (endpoint) {
          return endpoint;
        }
        if (Date.now() > until) {
          throw tooSlow(limits.startTimeout, await this.tail(id, TAIL));
        }
        await sleep(POLL);
      }
    } finally {
      quiet.abort();
      await said;
    }
  }

  async #lookOnce(
    id: string,
    { signal, ...where }: Whereabouts & { signal: AbortSignal }
  ): Promise<Endpoint | undefined> {
    const state = await this.parts.docker.containers.inspect(id);
    if (state?.state !== 'running') {
      throw ended(state, await this.tail(id, TAIL));
    }
    const endpoint = endpointOf(state, where);
    const health = endpoint && (await healthOf(this.parts.endpoint, endpoint.url, signal));
    if (health?.is === 'failed') {
      throw loadFailed(health.info, await this.tail(id, TAIL));
    }
    return health?.is === 'ready' ? endpoint : undefined;
  }

  /** The last lines that a container wrote, without time stamps. */
  async tail(id: string, lines: number): Promise<string> {
    const kept: string[] = [];
    const options = { follow: false, lines, signal: new AbortController().signal };
    try {
      for await (const line of this.parts.docker.containers.logs(id, options)) {
        kept.push(line.replace(/^\S+Z /, ''));
      }
    } catch {
      // The container is gone and its log with it; what is known is said without.
    }
    return kept.join('\n');
  }

  async #say(id: string, log: Context['log'], signal: AbortSignal): Promise<void> {
    try {
      for await (const line of this.parts.docker.containers.logs(id, { follow: true, lines: TAIL, signal })) {
        log.line('model', line.replace(/^\S+Z /, ''));
      }
    } catch {
      // It ended before it was listened to: whoever waits for it says so.
    }
  }
}

/** What is known of where a container answers before its ports are. */
interface Whereabouts extends Pick<WrappedComponent, 'type'> {
  alias: string;
  place: Place;
  grpc: boolean;
}

/** Where a running container answers from here; undefined while its port is not open yet. */
export function endpointOf(state: ContainerState, { alias, place, type, grpc }: Whereabouts): Endpoint | undefined {
  const at = (port: number) => (place.inside ? `${alias}:${port}` : published(state, port, place.address));
  const http = at(HTTP_PORT);
  const rpc = grpc ? at(GRPC_PORT) : undefined;
  return http === undefined
    ? undefined
    : {
        url: `http://${http}`,
        predictions: `http://${http}${COMPONENT_WORK[type].path}`,
        ...(rpc !== undefined && { grpc: rpc })
      };
}

function published({ ports }: ContainerState, port: number, address: string): string | undefined {
  return ports[port] === undefined ? undefined : `${address}:${ports[port]}`;
}

function specOf({ name, alias, build, limits, labels }: Instance, place: Place, port: number): ContainerSpec {
  const { memory, cpus, gpus, grpc } = limits;
  const http = place.inside && port === 0 ? [] : [{ container: HTTP_PORT, host: port, address: place.bind }];
  const rpc = grpc && !place.inside ? [{ container: GRPC_PORT, host: 0, address: place.bind }] : [];
  return {
    name,
    image: build.image.id,
    labels,
    ...(grpc && { env: { PREDICTIVE_UNIT_GRPC_SERVICE_PORT: String(GRPC_PORT) } }),
    ports: [...http, ...rpc],
    network: place.network,
    alias,
    memory: memory * MEBIBYTE,
    cpus,
    gpus,
    confined: true
  };
}
