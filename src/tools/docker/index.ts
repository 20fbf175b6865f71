import type { Problem } from '../../contract/problem';
import type { EngineEndpoint } from './endpoint';
import type { GpuOffer } from './gpu';

export type { EngineEndpoint } from './endpoint';
export type { RegistryLogin } from './credentials';

/** What answers as the engine. */
export interface Engine {
  version: string;
  /** `linux/amd64`, as images name it. */
  platform: string;
  endpoint: EngineEndpoint;
  /** Where ports that it publishes are reached from here. */
  publishedOn: string;
  /** What it can give a container of the machine's GPUs. */
  gpus: GpuOffer;
  /** Ids of the GPUs that it names. */
  gpuIds: string[];
  /** Cores, and memory in bytes, of its machine. */
  cpus: number;
  memory: number;
  /** The container that this program itself runs in, when it is one of this engine's. */
  self?: string;
}

/** A container to be made. Memory in bytes, CPUs in cores; 0 is no limit. */
export interface ContainerSpec {
  name?: string;
  image: string;
  labels?: Record<string, string>;
  env?: Record<string, string>;
  /** In place of the image's own command. */
  command?: string[];
  entrypoint?: string[];
  user?: string;
  workdir?: string;
  /** `volume:/path` or `/path:/path:ro`; paths are the engine's machine's. */
  binds?: string[];
  /** Folders of the image that become unnamed volumes, filled with what the image has there. */
  volumes?: string[];
  /** Folders that become unnamed volumes, too, but are volumes of no image that is made of the container. */
  scratch?: string[];
  /** Id of a container whose volumes it sees, too, without changing them. */
  volumesFrom?: string;
  /** Ports of the container that are opened on the engine's machine; `host` 0 is any free one. */
  ports?: { container: number; host: number; address: string }[];
  network?: string;
  /** Its host name in that network, beside its own name. */
  alias?: string;
  memory?: number;
  cpus?: number;
  /** As in a request: `all`, how many, or `device=` and ids; empty for none. */
  gpus?: string;
  /** Neither root's capabilities nor new privileges. */
  confined?: boolean;
}

/** A container as it is now. */
export interface ContainerState {
  id: string;
  name: string;
  image: string;
  labels: Record<string, string>;
  state: 'created' | 'running' | 'restarting' | 'exited' | 'dead' | 'paused';
  /** 0 while it runs. */
  exitCode: number;
  outOfMemory: boolean;
  /** The engine's own words when it could not start. */
  error: string;
  /** ISO 8601. */
  startedAt: string;
  finishedAt: string;
  restarts: number;
  pid: number;
  /** Host port by container port. */
  ports: Record<number, number>;
  networks: string[];
  /** Names given by --add-host: a mark that is not committed into an image. */
  extraHosts: string[];
}

/** How a program in a container ended. */
export interface RunEnd {
  code: number;
  stdout: string;
  stderrTail: string;
  outOfMemory: boolean;
  timedOut: boolean;
}

export interface RunOptions {
  /** Sent to standard input: neither in the container's settings nor in an image made from it. */
  input?: string;
  timeoutSeconds?: number;
  signal: AbortSignal;
  onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
}

export interface Containers {
  /** Makes a container, gives it to `work`, and removes it whatever happens. Throws docker-…, no-such-image. */
  with<T>(spec: ContainerSpec, work: (id: string) => Promise<T>, signal: AbortSignal): Promise<T>;
  create(spec: ContainerSpec, signal: AbortSignal): Promise<string>;
  start(id: string): Promise<void>;
  /** Starts a new container and waits for its end. A failing program is a value. */
  run(id: string, options: RunOptions): Promise<RunEnd>;
  /** Undefined when there is none. */
  inspect(idOrName: string): Promise<ContainerState | undefined>;
  /** All with these labels or names, running or not. */
  list(filters: { labels?: Record<string, string>; name?: string }): Promise<ContainerState[]>;
  /** Asks it to end, and ends it after so many seconds. Nothing when there is none. */
  stop(id: string, seconds: number): Promise<void>;
  /** Ends and deletes it with its unnamed volumes. Nothing when there is none. */
  remove(id: string): Promise<void>;
  logs(id: string, options: { follow: boolean; lines: number; signal: AbortSignal }): AsyncIterable<string>;
  /** Memory in bytes without the page cache; CPU time in seconds since it was started. Undefined when it does not run. */
  usage(id: string): Promise<{ memory: number; cpuSeconds: number } | undefined>;
  /** From now on it is started again when it ends, as the policy says: the engine's own word. */
  keepRunning(id: string, policy: string): Promise<void>;
  /** Copies the content of a folder of this machine into a folder of a container, made for it and owned by that user. */
  copyIn(id: string, folder: string, to: { path: string; uid: number }): Promise<void>;
  /** Copies the content of a folder of a container here. */
  copyOut(id: string, from: string, folder: string): Promise<void>;
  /** Makes an image of a container as it is, running or not. `user`: who its programs run as. Gives the image's id. */
  commit(id: string, options: { reference: string; labels: Record<string, string>; user: string }): Promise<string>;
  /** Makes a network of that name unless it is there, and connects a container to it. */
  connect(network: string, id?: string): Promise<void>;
  /** Container events of the engine from now on, until the signal is aborted; the promise resolves once it listens. */
  events(signal: AbortSignal): Promise<AsyncIterable<ContainerEvent>>;
}

export interface ContainerEvent {
  /** create, start, die, oom, destroy, … */
  action: string;
  container: string;
  attributes: Record<string, string>;
}

export interface ImageState {
  id: string;
  references: string[];
  /** `name@sha256:…` of registries that it was pulled from or pushed to. */
  digests: string[];
  labels: Record<string, string>;
  env: string[];
  user: string;
  platform: string;
  /** Hashes of its layers, the lowest first: an image that begins with all of another's stands on that one. */
  layers: string[];
  size: number;
  createdAt: string;
}

/** A step that an image was made by. A step that left no files has size 0. */
export interface ImageStep {
  /** Seconds since 1970. */
  createdAt: number;
  createdBy: string;
  /** In bytes. */
  size: number;
}

/** An engine that the client's settings name. */
export interface EngineContext {
  name: string;
  host: string;
  /** Whether it is the one that is used. */
  current: boolean;
}

/** Layers are told by name as they go; totals in bytes, 0 is unknown. */
export type LayerProgress = (done: number, total: number) => void;

export interface Transfer {
  signal: AbortSignal;
  onProgress?: LayerProgress;
}

export interface Images {
  /** Undefined when it is not here. Throws bad-request for what cannot be the name of an image. */
  inspect(reference: string): Promise<ImageState | undefined>;
  list(labels: Record<string, string>): Promise<ImageState[]>;
  /** The steps that an image was made by, newest first; none when it is not here. */
  history(reference: string): Promise<ImageStep[]>;
  /** Throws registry-unreachable, registry-unauthorised, no-such-image. */
  pull(reference: string, options: Transfer): Promise<void>;
  /** Sends it to the registry in its name; gives the digest. A push that is cut is tried again. */
  push(reference: string, options: Transfer): Promise<string>;
  /** Why a push to the registry in a name is bound to fail, within seconds; undefined where that is not certain. */
  away(reference: string, signal: AbortSignal): Promise<Problem | undefined>;
  tag(from: string, to: string): Promise<void>;
  /** Takes a name away, and with its last name the image. Nothing when it is not here. Throws image-in-use. */
  remove(reference: string): Promise<void>;
  /** Builds a folder with a Dockerfile by the engine's own builder; gives the image's id. Throws build-failed. */
  build(
    folder: string,
    options: {
      reference: string;
      arguments?: Record<string, string>;
      labels?: Record<string, string>;
      /** The stage of the Dockerfile that is wanted; the last one by default. */
      stage?: string;
      /** The engine's network that its steps use; the engine's own choice by default. */
      network?: string;
      signal: AbortSignal;
      onLine?: (line: string) => void;
    }
  ): Promise<string>;
}

/** A Docker Engine. Nothing is loaded or connected before the first call. */
export interface Docker {
  /** Throws docker-unreachable with the reason. */
  engine(signal: AbortSignal): Promise<Engine>;
  /** Where it is, once it has answered. Throws docker-unreachable with the reason. */
  endpoint(signal: AbortSignal): Promise<EngineEndpoint>;
  /** The engines to choose from; none is connected to. */
  contexts(): Promise<EngineContext[]>;
  containers: Containers;
  images: Images;
}
