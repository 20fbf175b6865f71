import { EventEmitter, once } from 'node:events';

/** What a feed is made of. `weigh` is a row's share of a page: 1 for a table row, its length for a line of text. */
export interface FeedSource<T> {
  open(signal: AbortSignal): AsyncIterable<T>;
  weigh(item: T): number;
  /** Weight that is fetched ahead of the reader. */
  ahead: number;
}

export interface Take {
  /** Weight of the page; it ends with the item that reaches it. */
  weight: number;
  /** `full`: wait for a whole page or the end; else milliseconds to wait for the first item. */
  wait: 'full' | number;
  signal: AbortSignal;
}

/** Items that come in a burst go into one page when they come within so many milliseconds. */
const GATHER = 40;

/**
 * An endless or long list, read once from its source and given out in pages by position. A page stays until a later
 * position is asked for, so that a lost answer can be asked for again.
 */
export class Feed<T> {
  readonly #stop = new AbortController();
  readonly #changes = new EventEmitter();
  #items: T[] = [];
  #weight = 0;
  /** Position of the first item that is kept. */
  #start = 0;
  #ended = false;
  #error: unknown;

  constructor(private readonly source: FeedSource<T>) {
    this.#changes.setMaxListeners(0);
    void this.#pump();
  }

  /** Whether the items at a position can still be given. */
  holds(position: number): boolean {
    return position >= this.#start && !this.#stop.signal.aborted && this.#error === undefined;
  }

  /** Items from a position on; `ended` when nothing comes after them. Throws what the source throws. */
  async take(position: number, { weight, wait, signal }: Take): Promise<{ items: T[]; ended: boolean }> {
    const enough = wait === 'full' ? weight : 1;
    const patience = wait === 'full' ? signal : AbortSignal.any([signal, AbortSignal.timeout(wait)]);
    this.#forgetBefore(position);
    while (!this.#ended && !patience.aborted && this.#weight < enough) {
      await once(this.#changes, 'changed', { signal: patience }).catch(() => undefined);
      this.#forgetBefore(position);
    }
    signal.throwIfAborted();
    if (wait !== 'full' && !this.#ended && this.#weight > 0 && this.#weight < weight) {
      await new Promise(resolve => setTimeout(resolve, GATHER));
    }
    if (this.#error !== undefined && this.#items.length === 0) {
      throw this.#error;
    }
    const items = this.#page(weight);
    const last = this.#ended && this.#error === undefined && items.length === this.#items.length;
    return { items, ended: last };
  }

  close(): void {
    this.#stop.abort();
    this.#change();
  }

  async #pump(): Promise<void> {
    try {
      for await (const item of this.source.open(this.#stop.signal)) {
        this.#items.push(item);
        this.#weight += this.source.weigh(item);
        this.#change();
        while (this.#weight >= this.source.ahead && !this.#stop.signal.aborted) {
          await once(this.#changes, 'room');
        }
        if (this.#stop.signal.aborted) {
          break;
        }
      }
    } catch (error) {
      this.#error = error;
    }
    this.#ended = true;
    this.#change();
  }

  #forgetBefore(position: number): void {
    const count = Math.min(Math.max(position - this.#start, 0), this.#items.length);
    if (count > 0) {
      const gone = this.#items.splice(0, count);
      this.#start += count;
      this.#weight -= gone.reduce((sum, item) => sum + this.source.weigh(item), 0);
      this.#changes.emit('room');
    }
  }

  #page(weight: number): T[] {
    let sum = 0;
    const end = this.#items.findIndex(item => (sum += this.source.weigh(item)) >= weight);
    return this.#items.slice(0, end < 0 ? undefined : end + 1);
  }

  #change(): void {
    this.#changes.emit('changed');
    this.#changes.emit('room');
  }
}
