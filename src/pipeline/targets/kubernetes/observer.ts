import type { KubeObject, WatchEvent } from '../../../tools/kubernetes';
import { type Kind, KINDS } from '../../../tools/kubernetes/kinds';
import { ClusterError } from '../../../tools/kubernetes/problems';
import { deploymentView, eventView, type Observed, podView, sdepOf } from './observed';
import { labelsOf, type Place } from './place';

/** Events that are kept; more are never needed to name a cause. */
const MOST_EVENTS = 500;

/** Keeps looking at one SeldonDeployment and all that belongs to it, until the signal is aborted. */
export class Observer {
  readonly #objects = new Map<Kind, Map<string, KubeObject>>();
  readonly #synced = new Set<Kind>();
  #changed: () => void = () => {};
  #failure: unknown;

  constructor(
    private readonly place: Place,
    private readonly signal: AbortSignal
  ) {
    const { namespace, name } = place;
    const own = { namespace, labels: labelsOf(place) };
    void this.#follow(KINDS.seldonDeployment, { namespace, fields: `metadata.name=${name}` });
    void this.#follow(KINDS.deployment, own);
    void this.#follow(KINDS.pod, own);
    void this.#follow(KINDS.event, { namespace });
  }

  /** What is seen now. Throws what keeps it from looking at all, such as cluster-forbidden. */
  now(): Observed {
    if (this.#failure !== undefined) {
      throw this.#failure;
    }
    const sdep = this.#all(KINDS.seldonDeployment)[0];
    return {
      sdep: sdep && sdepOf(sdep),
      deployments: this.#all(KINDS.deployment).map(deploymentView),
      pods: this.#all(KINDS.pod).map(podView),
      events: this.#all(KINDS.event)
        .map(eventView)
        .filter(({ about }) => about.includes(`/${this.place.name}`))
    };
  }

  /** Whether everything has been read once. */
  get complete(): boolean {
    return [KINDS.seldonDeployment, KINDS.deployment, KINDS.pod].every(kind => this.#synced.has(kind));
  }

  /** Waits for a change, at most so many milliseconds. */
  change(milliseconds: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, milliseconds);
      this.#changed = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #follow(kind: Kind, where: { namespace: string; labels?: string; fields?: string }): Promise<void> {
    const objects = new Map<string, KubeObject>();
    this.#objects.set(kind, objects);
    try {
      for await (const event of this.place.cluster.watch(kind, where, this.signal)) {
        this.#take(kind, objects, event);
        this.#changed();
      }
    } catch (error) {
      // Without events a rollout is still seen, only with fewer words.
      const dispensable = kind === KINDS.event && error instanceof ClusterError && error.status === 403;
      if (!this.signal.aborted && !dispensable) {
        this.#failure = error;
        this.#changed();
      }
    }
  }

  #take(kind: Kind, objects: Map<string, KubeObject>, event: WatchEvent): void {
    if (event.type === 'synced') {
      this.#synced.add(kind);
      return;
    }
    const { name } = event.object.metadata;
    objects.delete(name);
    if (event.type !== 'deleted') {
      objects.set(name, event.object);
    }
    if (kind === KINDS.event && objects.size > MOST_EVENTS) {
      objects.delete(objects.keys().next().value!);
    }
  }

  #all(kind: Kind): KubeObject[] {
    return [...(this.#objects.get(kind)?.values() ?? [])];
  }
}
