import { setTimeout as sleep } from 'node:timers/promises';
import type { Docker } from '../docker';
import type { S2iEnd } from './index';
import { isMarked } from './mark';

/** How long an event may be late, in ms. */
const LATE = 1_000;

/** What the engine says about the containers of one build, from now on until it is closed. */
export class BuildWatch {
  readonly #own = new Set<string>();
  readonly #stop = new AbortController();
  #end: S2iEnd['assemble'];
  #outOfMemory = false;

  private constructor(
    private readonly docker: Docker,
    private readonly mark: string
  ) {}

  static async open(docker: Docker, mark: string): Promise<BuildWatch> {
    const watch = new BuildWatch(docker, mark);
    const events = await docker.containers.events(watch.#stop.signal);
    // An engine that goes away ends the build, too, which says so.
    void watch.#follow(events).catch(() => undefined);
    return watch;
  }

  /** How the assembling container ended; waits a little for it. */
  async end(): Promise<S2iEnd['assemble']> {
    for (let waited = 0; !this.#end && waited < LATE; waited += 50) {
      await sleep(50);
    }
    return this.#end && { ...this.#end, outOfMemory: this.#outOfMemory };
  }

  close(): void {
    this.#stop.abort();
  }

  async #follow(events: Awaited<ReturnType<Docker['containers']['events']>>): Promise<void> {
    for await (const { action, container, attributes } of events) {
      if (action === 'create') {
        const state = await this.docker.containers.inspect(container).catch(() => undefined);
        if (state && isMarked(state, this.mark)) {
          this.#own.add(container);
        }
      } else if (this.#own.has(container)) {
        this.#outOfMemory ||= action === 'oom';
        if (action === 'die') {
          this.#end = { code: Number(attributes.exitCode), outOfMemory: false };
        }
      }
    }
  }
}
