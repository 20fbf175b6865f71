import { randomUUID } from 'node:crypto';
import { Feed, type FeedSource } from './feed';

interface Entry<T> {
  key: string;
  feed: Feed<T>;
  usedAt: number;
}

/** A place in a feed, as a caller holds it: `<feed>.<position>`. */
export interface Place<T> {
  feed: Feed<T>;
  position: number;
  /** False when the feed behind the cursor is gone and this is a new one. */
  continued: boolean;
  /** The cursor after so many items of a page. */
  next(count: number): string;
  /** Gives up the feed: what it had asked for is cancelled. */
  close(): void;
}

export interface FeedsOptions {
  /** When a feed is gone: read the list again up to the same position, or begin anew. */
  whenGone: 'skip' | 'restart';
  /** Feeds that nobody read for so many ms are closed. */
  idle?: number;
  /** Feeds that are open at once; the one that was read longest ago is closed first. */
  open?: number;
}

/** The open feeds of one kind. A cursor is a short cut: all can be found again when its feed is gone. */
export class Feeds<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #options: Required<FeedsOptions>;
  #sweeper: NodeJS.Timeout | undefined;

  constructor(options: FeedsOptions) {
    this.#options = { idle: 120_000, open: 24, ...options };
  }

  /** The place that a cursor names, if its feed is open and `key` is that of its query; else one in a new feed. */
  at(cursor: string | undefined, key: string, source: FeedSource<T>): Place<T> {
    const [id = '', text = ''] = cursor?.split('.') ?? [];
    const position = /^\d{1,12}$/.test(text) ? Number(text) : 0;
    const known = this.#entries.get(id);
    if (known && known.key === key && known.feed.holds(position)) {
      known.usedAt = Date.now();
      return this.#place(id, known.feed, { position, continued: true });
    }
    const fresh = randomUUID().slice(0, 8);
    const feed = new Feed(source);
    this.#entries.set(fresh, { key, feed, usedAt: Date.now() });
    this.#sweeper ??= setInterval(() => this.#closeIdle(), this.#options.idle / 4).unref();
    this.#closeSurplus();
    return this.#place(fresh, feed, {
      position: this.#options.whenGone === 'skip' ? position : 0,
      continued: false
    });
  }

  /** How many are open. */
  get size(): number {
    return this.#entries.size;
  }

  closeAll(): void {
    [...this.#entries.keys()].forEach(id => this.#close(id));
    clearInterval(this.#sweeper);
  }

  #place(id: string, feed: Feed<T>, { position, continued }: Pick<Place<T>, 'position' | 'continued'>): Place<T> {
    return { feed, position, continued, next: count => `${id}.${position + count}`, close: () => this.#close(id) };
  }

  #closeSurplus(): void {
    const oldestFirst = [...this.#entries].sort(([, a], [, b]) => a.usedAt - b.usedAt);
    const surplus = Math.max(oldestFirst.length - this.#options.open, 0);
    oldestFirst.slice(0, surplus).forEach(([id]) => this.#close(id));
  }

  #closeIdle(): void {
    for (const [id, { usedAt }] of this.#entries) {
      if (Date.now() - usedAt > this.#options.idle) {
        this.#close(id);
      }
    }
    if (this.#entries.size === 0) {
      clearInterval(this.#sweeper);
      this.#sweeper = undefined;
    }
  }

  #close(id: string): void {
    this.#entries.get(id)?.feed.close();
    this.#entries.delete(id);
  }
}
