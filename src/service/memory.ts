import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** How long nothing must have happened, in ms. */
const QUIET = 3_000;

type Collect = (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void;

/**
 * Gives memory back that loading and work have left, once all is quiet: Node by itself collects only when it needs more.
 * It takes some milliseconds.
 */
export class MemoryKeeper {
  readonly #collect: Collect;
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    setFlagsFromString('--expose-gc');
    this.#collect = runInNewContext('gc') as Collect;
  }

  /** Something happened. */
  touch(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => this.#collect({ type: 'major', execution: 'sync', flavor: 'last-resort' }),
      QUIET
    ).unref();
  }
}
