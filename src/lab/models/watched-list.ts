import { DisposableDelegate, type IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import type { Client } from '../../contract/client';
import type { Problem } from '../../contract/problem';
import { Changing } from './changing';
import type { GetClient } from './run-model';
import { troubleOf } from './trouble';

/** What is watched, and how often, in ms; less often while the service does not answer. */
interface Watched<T> {
  name: string;
  interval: number;
  longest: number;
  ask: (client: Client<AbortSignal>) => Promise<T[]>;
}

/** A list that the service keeps, from whatever program its items come. Asked for while somebody looks at it. */
export class WatchedList<T> extends Changing {
  list: T[] = [];
  /** False until the service has told it once. */
  isKnown = false;
  trouble?: Problem;
  readonly #poll: Poll;
  #watchers = 0;

  constructor(
    private readonly client: GetClient,
    private readonly watched: Watched<T>
  ) {
    super();
    const { name, interval, longest } = watched;
    this.#poll = new Poll({
      name: `jupyterlab-deploy-model:${name}`,
      auto: false,
      standby: () => this.#watchers === 0 || document.hidden,
      frequency: { interval, backoff: true, max: longest },
      factory: () => this.#fetch()
    });
  }

  /** ms between two looks. */
  set interval(interval: number) {
    this.#poll.frequency = { ...this.#poll.frequency, interval };
  }

  /** Keeps the list up to date until what it returns is disposed. */
  watch(): IDisposable {
    this.#watchers++;
    void this.#poll.refresh();
    return new DisposableDelegate(() => {
      this.#watchers--;
    });
  }

  /** Asks once, now. */
  async refresh(): Promise<void> {
    await this.#fetch().catch(() => undefined);
  }

  /** Does something to one of its items, then asks for the list. Throws what the service says. */
  async change<R>(work: (client: Client<AbortSignal>) => Promise<R>): Promise<R> {
    try {
      return await work(await this.client());
    } finally {
      await this.refresh();
    }
  }

  async #fetch(): Promise<void> {
    try {
      this.list = await this.watched.ask(await this.client());
      this.isKnown = true;
      this.trouble = undefined;
    } catch (error) {
      this.trouble = await troubleOf(error);
      throw error;
    } finally {
      this.announce();
    }
  }
}
