/** Milliseconds without an answer after which the same is asked once more, beside what was asked before. */
const AGAIN = [200, 500];

/** How one question is asked, and which of its answers ends the waiting. */
export interface Hedged<T> {
  /** Asks once, over a connection that nothing else waits on. It ends when the signal is aborted. */
  ask(signal: AbortSignal): Promise<T>;
  /** Any other answer, like an error, only counts when it is the last one that can come. */
  isAnswer(answer: T): boolean;
  signal: AbortSignal;
}

/**
 * Asks, and while nothing has come asks again beside it: three times at most. The first answer wins, the others are aborted.
 *
 * What lies between may swallow the first packet to a Service that it does not know yet, and TCP sends that again after a whole
 * second only. A first question that is merely slow goes on, and its answer counts.
 */
export function hedged<T>({ ask, isAnswer, signal }: Hedged<T>): Promise<T> {
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  const timers: NodeJS.Timeout[] = [];
  const first = new Promise<T>((resolve, reject) => {
    let open = 0;
    const once = () => {
      open++;
      ask(until).then(
        answer => (--open === 0 || isAnswer(answer)) && resolve(answer),
        error => --open === 0 && reject(error as Error)
      );
    };
    once();
    timers.push(...AGAIN.map(milliseconds => setTimeout(once, milliseconds)));
  });
  return first.finally(() => {
    timers.forEach(clearTimeout);
    over.abort();
  });
}
