import { KINDS } from '../../../tools/kubernetes/kinds';
import { GRAPH_NODE } from '../../templates/manifest';
import { podView } from './observed';
import { labelsOf, type Place } from './place';

/** Lines of all pods of a deployment, each with its pod's name where there are several; with `follow` of later pods, too. */
export async function* podLogs(
  place: Place,
  { follow, lines, signal }: { follow: boolean; lines: number; signal: AbortSignal }
): AsyncIterable<string> {
  const { cluster, namespace } = place;
  const where = { namespace, labels: labelsOf(place) };
  const pods = (await cluster.list(KINDS.pod, where)).map(podView).filter(({ leaving }) => !leaving);
  const own = (name: string) => cluster.logs(name, namespace, { container: GRAPH_NODE, follow, lines, signal });
  if (!follow) {
    for (const { name } of pods) {
      yield* named(own(name), pods.length > 1 ? name : undefined);
    }
    return;
  }
  const merged = new Merged();
  const begun = new Set<string>();
  const watch = (async () => {
    for await (const event of cluster.watch(KINDS.pod, where, signal)) {
      const pod = event.type === 'synced' ? undefined : podView(event.object);
      const runs = pod?.containers.some(({ name, state }) => name === GRAPH_NODE && state.running !== undefined);
      if (pod && runs && !begun.has(pod.name)) {
        begun.add(pod.name);
        void merged.take(named(own(pod.name), pod.name));
      }
    }
  })();
  watch.then(
    () => merged.close(),
    (error: unknown) => merged.close(signal.aborted ? undefined : error)
  );
  yield* merged.lines();
}

async function* named(source: AsyncIterable<string>, name: string | undefined): AsyncIterable<string> {
  for await (const line of source) {
    yield name === undefined ? line : `${name} ${line}`;
  }
}

/** Lines of several sources in the order in which they come. */
class Merged {
  readonly #waiting: string[] = [];
  #wake: () => void = () => {};
  #ended = false;
  #failure: unknown;

  async take(source: AsyncIterable<string>): Promise<void> {
    try {
      for await (const line of source) {
        this.#waiting.push(line);
        this.#wake();
      }
    } catch {
      // A pod that goes away ends its stream; the others go on.
    }
  }

  close(failure?: unknown): void {
    this.#ended = true;
    this.#failure = failure;
    this.#wake();
  }

  async *lines(): AsyncIterable<string> {
    for (;;) {
      yield* this.#waiting.splice(0);
      if (this.#failure !== undefined) {
        throw this.#failure;
      }
      if (this.#ended) {
        return;
      }
      await new Promise<void>(resolve => {
        this.#wake = resolve;
        if (this.#waiting.length > 0 || this.#ended) {
          resolve();
        }
      });
    }
  }
}
