import { addressOf, type DeploymentId } from '../../contract/deployment-id';
import type { Problem } from '../../contract/problem';
import { Changing } from './changing';
import { LogLines } from './log-lines';
import { Pauses } from './pauses';
import type { GetClient } from './run-model';
import { troubleOf } from './trouble';

/** Lines of what was written before that are asked for. */
const BEFORE = 5000;

/** What a deployment writes, from its last lines on. */
export class DeploymentLog extends Changing {
  readonly lines = new LogLines();
  isKnown = false;
  trouble?: Problem;
  #cursor?: string;

  constructor(
    private readonly id: DeploymentId,
    private readonly client: GetClient
  ) {
    super();
  }

  /** Follows the log until the signal is aborted. */
  async follow(signal: AbortSignal): Promise<void> {
    const pauses = new Pauses();
    while (!signal.aborted) {
      try {
        await this.#step(pauses, signal);
      } catch (error) {
        this.trouble = await troubleOf(error, signal);
        this.announce();
        if (this.trouble?.code === 'no-such-deployment') {
          return;
        }
        await pauses.afterFailure(signal);
      }
    }
  }

  async #step(pauses: Pauses, signal: AbortSignal): Promise<void> {
    const client = await this.client();
    const { lines, cursor, restarted } = await pauses.next(
      // Without a cursor there is nothing to wait for: an empty log is told at once.
      wait =>
        client.waitForLog(
          { ...addressOf(this.id), lines: BEFORE, cursor: this.#cursor, wait: this.#cursor ? wait : 0 },
          signal
        ),
      page => page.lines.length > 0 || !this.#cursor,
      signal
    );
    if (restarted) {
      this.lines.clear();
    }
    this.lines.append(lines.map(text => ({ text })));
    this.#cursor = cursor;
    this.isKnown = true;
    this.trouble = undefined;
    this.announce();
  }
}
