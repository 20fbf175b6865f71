import { Poll } from '@lumino/polling';
import { DisposableDelegate, type IDisposable } from '@lumino/disposable';
import type { Client } from '../../contract/client';
import type { Deployment } from '../../contract/deployment';
import type { Problem } from '../../contract/problem';
import { Changing } from './changing';
import type { GetClient } from './run-model';
import { troubleOf } from './trouble';

const LONGEST = 30_000;

/** The deployments of this user, from whatever program they were made. Asked for while somebody looks at them. */
export class Deployments extends Changing {
  list: Deployment[] = [];
  /** False until the service has told them once. */
  isKnown = false;
  trouble?: Problem;
  readonly #poll: Poll;
  #watchers = 0;

  constructor(private readonly client: GetClient) {
    super();
    this.#poll = new Poll({
      name: 'jupyterlab-deploy-model:deployments',
      auto: false,
      standby: () => this.#watchers === 0 || document.hidden,
      frequency: { interval: 3000, backoff: true, max: LONGEST },
      factory: () => this.#fetch()
    });
  }

  /** ms between two looks. */
  set interval(interval: number) {
    this.#poll.frequency = { ...this.#poll.frequency, interval };
  }

  byName(name: string): Deployment | undefined {
    return this.list.find(deployment => deployment.name === name);
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

  /** Does something to one of them, then asks for the list. Throws what the service says. */
  async change<T>(work: (client: Client<AbortSignal>) => Promise<T>): Promise<T> {
    try {
      return await work(await this.client());
    } finally {
      await this.refresh();
    }
  }

  async #fetch(): Promise<void> {
    try {
      this.list = await (await this.client()).listDeployments({});
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
