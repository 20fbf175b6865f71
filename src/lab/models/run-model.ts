import type { Client } from '../../contract/client';
import type { Problem } from '../../contract/problem';
import type { Run } from '../../contract/run';
import { Changing } from './changing';
import { Pauses } from './pauses';
import { RunLog } from './run-log';
import { troubleOf } from './trouble';

export type GetClient = () => Promise<Client<AbortSignal>>;

/** What may change when a run goes on. */
export type Resumption = Omit<Parameters<Client<AbortSignal>['resumeRun']>[0], 'id'>;

/** One run as the service tells it. Follows its events until it ends, and again once it is resumed. */
export class RunModel extends Changing {
  run?: Run;
  /** Why it cannot be followed or driven just now; the run's own failure is in the run. */
  trouble?: Problem;
  readonly log = new RunLog();
  #following?: AbortController;

  constructor(
    readonly id: string,
    private readonly client: GetClient
  ) {
    super();
  }

  get isFollowing(): boolean {
    return this.#following !== undefined;
  }

  /** Follows the run until it has ended; does nothing when that is going on. */
  follow(): void {
    if (!this.#following) {
      this.#following = new AbortController();
      void this.#follow(this.#following.signal).finally(() => (this.#following = undefined));
    }
  }

  stopFollowing(): void {
    this.#following?.abort();
  }

  async cancel(): Promise<void> {
    await this.#attempt(async client => {
      this.run = await client.cancelRun({ id: this.id });
    });
    this.follow();
  }

  async resume(changes: Resumption = {}): Promise<void> {
    await this.#attempt(async client => {
      this.run = await client.resumeRun({ id: this.id, ...changes });
    });
    this.follow();
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const pauses = new Pauses();
    let isDone = false;
    while (!isDone && !signal.aborted) {
      const hadTrouble = this.trouble !== undefined;
      isDone = await this.#attempt(client => this.#step(client, pauses, { signal, hadTrouble }), signal);
      if (this.trouble) {
        // A run that is gone stays gone.
        isDone = this.trouble.code === 'no-such-run';
        await (isDone || pauses.afterFailure(signal));
      }
    }
  }

  /** Takes the next events; true when the run has ended and all is told. */
  async #step(
    client: Client<AbortSignal>,
    pauses: Pauses,
    { signal, hadTrouble }: { signal: AbortSignal; hadTrouble: boolean }
  ): Promise<boolean> {
    if (!this.run || hadTrouble) {
      this.run = await client.getRun({ id: this.id }, signal);
      // It answers again: to say so must not wait for news.
      this.trouble = undefined;
      this.announce();
    }
    const { events, state } = await pauses.next(
      wait => client.waitForEvents({ id: this.id, after: this.log.last, wait }, signal),
      page => page.events.length > 0 || page.state !== 'running',
      signal
    );
    const isOver = state !== 'running' && events.length === 0;
    if (this.log.take(events) || (isOver && this.run.state !== state)) {
      this.run = await client.getRun({ id: this.id }, signal);
    }
    return isOver && this.run.state !== 'running';
  }

  /** Does something with the service; false when that failed, and why is in `trouble`. */
  async #attempt(work: (client: Client<AbortSignal>) => Promise<boolean | void>, signal?: AbortSignal) {
    let result = false;
    try {
      result = (await work(await this.client())) ?? true;
      this.trouble = undefined;
    } catch (error) {
      this.trouble = await troubleOf(error, signal);
    }
    this.announce();
    return result;
  }
}
