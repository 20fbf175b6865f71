/** Seconds that a request may wait at the server for news. */
const WAIT = 20;
/** A browser keeps six connections to a server; JupyterLab needs some of them. */
const LONG_POLLS = 2;
/** ms between two requests that do not wait. */
const BETWEEN = 2000;
const LONGEST = 30_000;

let waiting = 0;

/**
 * How news are waited for: by a request that waits at the server when the page is looked at and few others do, by
 * asking every other second otherwise, with longer and longer pauses while there is no answer.
 */
export class Pauses {
  #failures = 0;

  /** Asks once. `ask` gets the seconds to wait at the server; an answer that `isNews` is followed by the next at once. */
  async next<T>(ask: (seconds: number) => Promise<T>, isNews: (answer: T) => boolean, signal: AbortSignal): Promise<T> {
    const answer = waiting >= LONG_POLLS || document.hidden ? await ask(0) : await waitFor(ask);
    this.#failures = 0;
    if (!isNews(answer) && (waiting >= LONG_POLLS || document.hidden)) {
      await pause(BETWEEN, signal);
    }
    return answer;
  }

  /** Waits after a failure: 1, 2, 4, … 30 s. */
  afterFailure(signal: AbortSignal): Promise<void> {
    return pause(Math.min(1000 * 2 ** this.#failures++, LONGEST), signal);
  }
}

async function waitFor<T>(ask: (seconds: number) => Promise<T>): Promise<T> {
  waiting++;
  try {
    return await ask(WAIT);
  } finally {
    waiting--;
  }
}

/** Does something at once and then every so many ms, but while the page is hidden. Ends when the signal is aborted. */
export async function whileSeen(work: () => Promise<void>, interval: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    if (!document.hidden) {
      await work();
    }
    await pause(interval, signal);
  }
}

/** Ends early, without an error, when the signal is aborted. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
