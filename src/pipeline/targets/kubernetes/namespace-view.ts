import type { SeldonDeployment } from '../../../contract/graph';
import { ProblemError } from '../../../contract/problem';
import type { Cluster, KubeObject, WatchEvent } from '../../../tools/kubernetes';
import { type Kind, KINDS } from '../../../tools/kubernetes/kinds';
import { deploymentView, type Observed, podView, sdepOf } from './observed';
import { labelsOf, type Place } from './place';
import { THROW_AWAY } from './throw-away';

/** One deployment of ours in a namespace, with all that is seen of it. */
export interface Seen {
  name: string;
  sdep: SeldonDeployment;
  observed: Observed;
}

/** Milliseconds without a reader after which a view is given up. */
const IDLE = 60_000;
const OURS = `app.kubernetes.io/managed-by=deploy-model,!${THROW_AWAY}`;
const MADE = 'app.kubernetes.io/managed-by=seldon-core';
const ID = 'seldon-deployment-id';

/** One deployment, read now; undefined when there is none. */
export async function lookAt(place: Place): Promise<Omit<Seen, 'name'> | undefined> {
  const { cluster, namespace, name } = place;
  const object = await cluster.get(KINDS.seldonDeployment, name, namespace);
  if (!object || object.metadata.labels?.['app.kubernetes.io/managed-by'] !== 'deploy-model') {
    return undefined;
  }
  const where = { namespace, labels: labelsOf(place) };
  const [deployments, pods] = await Promise.all([
    cluster.list(KINDS.deployment, where),
    cluster.list(KINDS.pod, where)
  ]);
  const sdep = sdepOf(object);
  return {
    sdep,
    observed: { sdep, deployments: deployments.map(deploymentView), pods: pods.map(podView), events: [] }
  };
}

/** Views of namespaces that are read again and again: watched, not listed each time. */
export class NamespaceViews {
  readonly #views = new Map<string, NamespaceView>();

  /** All deployments of ours. Throws cluster-unreachable when there is no answer within so many seconds. */
  async read(cluster: Cluster, namespace: string, seconds: number): Promise<Seen[]> {
    const key = `${cluster.context}/${namespace}`;
    let view = this.#views.get(key);
    if (!view?.alive) {
      view = new NamespaceView(cluster, namespace);
      this.#views.set(key, view);
    }
    return view.read(seconds);
  }

  /** Ends all watching; whoever reads again begins anew. */
  close(): void {
    this.#views.forEach(view => view.close());
    this.#views.clear();
  }
}

class NamespaceView {
  readonly #stop = new AbortController();
  readonly #sdeps = new Map<string, SeldonDeployment>();
  readonly #deployments = new Map<string, { id: string; view: Observed['deployments'][number] }>();
  readonly #pods = new Map<string, { id: string; view: Observed['pods'][number] }>();
  readonly #ready: Promise<void>;
  #idle: NodeJS.Timeout | undefined;

  constructor(
    private readonly cluster: Cluster,
    private readonly namespace: string
  ) {
    const id = ({ metadata }: KubeObject) => metadata.labels?.[ID] ?? '';
    this.#ready = Promise.all([
      this.#follow(KINDS.seldonDeployment, OURS, this.#sdeps, sdepOf),
      this.#follow(KINDS.deployment, MADE, this.#deployments, object => ({
        id: id(object),
        view: deploymentView(object)
      })),
      this.#follow(KINDS.pod, MADE, this.#pods, object => ({ id: id(object), view: podView(object) }))
    ]).then(() => undefined);
    this.#ready.catch(() => this.#stop.abort());
  }

  get alive(): boolean {
    return !this.#stop.signal.aborted;
  }

  close(): void {
    clearTimeout(this.#idle);
    this.#stop.abort();
  }

  async read(seconds: number): Promise<Seen[]> {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#stop.abort(), IDLE).unref();
    await within(this.#ready, seconds, this.cluster.server);
    const deployments = byId(this.#deployments.values());
    const pods = byId(this.#pods.values());
    return [...this.#sdeps].map(([name, sdep]) => ({
      name,
      sdep,
      observed: { sdep, deployments: deployments.get(name) ?? [], pods: pods.get(name) ?? [], events: [] }
    }));
  }

  /** Resolves when everything has been read once, and goes on. */
  #follow<T>(kind: Kind, labels: string, into: Map<string, T>, view: (object: KubeObject) => T): Promise<void> {
    const events = this.cluster.watch(kind, { namespace: this.namespace, labels }, this.#stop.signal);
    return new Promise((resolve, reject) => {
      void (async () => {
        for await (const event of events) {
          if (event.type === 'synced') {
            resolve();
          } else {
            take(event, into, view);
          }
        }
      })().catch((error: unknown) => {
        this.#stop.abort();
        reject(error as Error);
      });
    });
  }
}

function take<T>(
  event: Exclude<WatchEvent, { type: 'synced' }>,
  into: Map<string, T>,
  view: (object: KubeObject) => T
): void {
  if (event.type === 'deleted') {
    into.delete(event.object.metadata.name);
  } else {
    into.set(event.object.metadata.name, view(event.object));
  }
}

function byId<V>(all: Iterable<{ id: string; view: V }>): Map<string, V[]> {
  const found = new Map<string, V[]>();
  for (const { id, view } of all) {
    found.set(id, [...(found.get(id) ?? []), view]);
  }
  return found;
}

function within(work: Promise<void>, seconds: number, server: string): Promise<void> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(
      () =>
        reject(
          new ProblemError({
            code: 'cluster-unreachable',
            message: `The cluster at ${server} does not answer.`,
            reason: `There was no answer within ${seconds} seconds.`,
            suggestion: 'See whether `kubectl version` answers.'
          })
        ),
      seconds * 1000
    ).unref();
  });
  return Promise.race([work, late]);
}
