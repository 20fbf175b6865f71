/** What a paged call gives. */
export interface Page<T> {
  items: T[];
  /** Empty when MLflow sent none. */
  token: string;
}

/**
 * All pages, fetched while the caller reads. Ends without a token, with an empty page (`runs/search` gives a token
 * though nothing follows), and with a token that was seen before, so that a broken server cannot hold a caller for ever.
 */
export async function* pages<T>(fetchPage: (token: string | undefined) => Promise<Page<T>>): AsyncGenerator<T[]> {
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const page = await fetchPage(token);
    if (page.items.length === 0) {
      return;
    }
    yield page.items;
    token = page.token === '' || seen.has(page.token) ? undefined : page.token;
    seen.add(page.token);
  } while (token !== undefined);
}

/** Every item of all pages, for lists that are short by nature. */
export async function everything<T>(all: AsyncIterable<T[]>): Promise<T[]> {
  const items: T[] = [];
  for await (const page of all) {
    items.push(...page);
  }
  return items;
}

/** Two lists that are each ordered, as one ordered list. `before` says whether its first argument comes first. */
export async function* merged<T>(
  left: AsyncIterable<T>,
  right: AsyncIterable<T>,
  before: (a: T, b: T) => boolean
): AsyncGenerator<T> {
  const [a, b] = [left[Symbol.asyncIterator](), right[Symbol.asyncIterator]()];
  try {
    let [first, second] = await Promise.all([a.next(), b.next()]);
    while (!first.done || !second.done) {
      if (second.done || (!first.done && before(first.value, second.value))) {
        yield first.value as T;
        first = await a.next();
      } else {
        yield second.value;
        second = await b.next();
      }
    }
  } finally {
    await Promise.all([a.return?.(), b.return?.()]);
  }
}
