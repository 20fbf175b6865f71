import { setTimeout as sleep } from 'node:timers/promises';
import { Feed, type FeedSource } from '../../src/service/feed';
import { Feeds } from '../../src/service/feeds';

const soon = AbortSignal.timeout(60_000);

/** Counts from 0; remembers how far it was read and whether it was closed. */
class Counter implements FeedSource<number> {
  read = 0;
  closed = false;
  opened = 0;
  readonly ahead: number;

  constructor(
    private readonly end: number,
    { ahead = 20, failAt = -1, pause = 0 } = {}
  ) {
    this.ahead = ahead;
    this.#failAt = failAt;
    this.#pause = pause;
  }
  readonly #failAt: number;
  readonly #pause: number;

  weigh(): number {
    return 1;
  }

  async *open(signal: AbortSignal): AsyncIterable<number> {
    this.opened += 1;
    try {
      for (let item = 0; item < this.end; item++) {
        if (item === this.#failAt) {
          throw new Error('The source broke.');
        }
        await sleep(this.#pause, undefined, { signal });
        this.read = Math.max(this.read, item + 1);
        yield item;
      }
    } finally {
      this.closed = true;
    }
  }
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

describe('a feed', () => {
  it('gives pages in order and says when the last one has come', async () => {
    const feed = new Feed(new Counter(25));
    const take = (at: number) => feed.take(at, { weight: 10, wait: 'full', signal: soon });
    expect(await take(0)).toEqual({ items: range(0, 10), ended: false });
    expect(await take(10)).toEqual({ items: range(10, 20), ended: false });
    expect(await take(20)).toEqual({ items: range(20, 25), ended: true });
  });

  it('gives a page again when its answer was lost', async () => {
    const feed = new Feed(new Counter(25));
    await feed.take(0, { weight: 10, wait: 'full', signal: soon });
    await feed.take(10, { weight: 10, wait: 'full', signal: soon });
    expect(feed.holds(10)).toBe(true);
    expect(feed.holds(0)).toBe(false);
    const again = await feed.take(10, { weight: 10, wait: 'full', signal: soon });
    expect(again.items).toEqual(range(10, 20));
  });

  it('reads no further ahead than it is told', async () => {
    const counter = new Counter(1000, { ahead: 30 });
    await new Feed(counter).take(0, { weight: 10, wait: 'full', signal: soon });
    while (counter.read < 30) {
      await sleep(5);
    }
    await sleep(100);
    expect(counter.read).toBe(30);
  });

  it('skips to a position far ahead', async () => {
    const feed = new Feed(new Counter(1000, { ahead: 30 }));
    const { items } = await feed.take(500, { weight: 10, wait: 'full', signal: soon });
    expect(items).toEqual(range(500, 510));
  });

  it('answers with nothing when nothing comes in time', async () => {
    const feed = new Feed(new Counter(5, { pause: 60_000 }));
    const started = Date.now();
    expect(await feed.take(0, { weight: 10, wait: 50, signal: soon })).toEqual({ items: [], ended: false });
    expect(Date.now() - started).toBeLessThan(20_000);
    feed.close();
  });

  it('puts what comes in a burst into one page', async () => {
    const burst: FeedSource<number> = {
      ahead: 20,
      weigh: () => 1,
      async *open(signal) {
        await sleep(20, undefined, { signal });
        yield* range(0, 5);
      }
    };
    const { items } = await new Feed(burst).take(0, { weight: 100, wait: 5000, signal: soon });
    expect(items).toEqual(range(0, 5));
  });

  it('gives what came before the source broke, then says how it broke', async () => {
    const feed = new Feed(new Counter(25, { failAt: 15 }));
    const take = (at: number) => feed.take(at, { weight: 10, wait: 'full', signal: soon });
    await take(0);
    expect(await take(10)).toEqual({ items: range(10, 15), ended: false });
    await expect(take(15)).rejects.toThrow('The source broke.');
    expect(feed.holds(15)).toBe(false);
  });

  it('closes its source, also while somebody waits', async () => {
    const counter = new Counter(5, { pause: 60_000 });
    const feed = new Feed(counter);
    const waiting = feed.take(0, { weight: 1, wait: 20_000, signal: soon });
    feed.close();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    expect(counter.closed).toBe(true);
  });
});

describe('feeds', () => {
  const weight = { weight: 10, wait: 'full', signal: soon } as const;

  it('goes on where a cursor left off', async () => {
    const [feeds, counter] = [new Feeds<number>({ whenGone: 'skip' }), new Counter(1000)];
    const first = feeds.at(undefined, 'query', counter);
    await first.feed.take(first.position, weight);
    const second = feeds.at(first.next(10), 'query', counter);
    expect(second).toMatchObject({ position: 10, continued: true, feed: first.feed });
  });

  it.each([
    ['another query', 'other', (cursor: string) => cursor],
    ['a made-up cursor', 'query', () => 'none.10']
  ])('reads the list again for %s', (_, key, cursorOf) => {
    const [feeds, counter] = [new Feeds<number>({ whenGone: 'skip' }), new Counter(1000)];
    const first = feeds.at(undefined, 'query', counter);
    expect(feeds.at(cursorOf(first.next(10)), key, counter)).toMatchObject({ position: 10, continued: false });
    expect(counter.opened).toBe(2);
  });

  it('begins anew where there is no going back', () => {
    const feeds = new Feeds<number>({ whenGone: 'restart' });
    expect(feeds.at('gone.500', 'query', new Counter(1000))).toMatchObject({ position: 0, continued: false });
  });

  it.each(['', '.', 'x', 'a.b', '1.-1', '1.99999999999999999999', '….1'])('takes %j for no cursor', cursor => {
    const feeds = new Feeds<number>({ whenGone: 'skip' });
    expect(feeds.at(cursor, 'query', new Counter(10)).continued).toBe(false);
  });

  it('closes the one that was read longest ago when there are too many', () => {
    const feeds = new Feeds<number>({ whenGone: 'skip', open: 2 });
    const counters = range(0, 3).map(() => new Counter(1000));
    const places = counters.map((counter, index) => feeds.at(undefined, String(index), counter));
    expect(feeds.size).toBe(2);
    expect(feeds.at(places[0]!.next(0), '0', new Counter(10)).continued).toBe(false);
  });

  it('closes those that nobody reads any more', async () => {
    const [feeds, counter] = [new Feeds<number>({ whenGone: 'skip', idle: 40 }), new Counter(1000, { pause: 5 })];
    feeds.at(undefined, 'query', counter);
    await sleep(200);
    expect(feeds.size).toBe(0);
    expect(counter.closed).toBe(true);
  });
});
