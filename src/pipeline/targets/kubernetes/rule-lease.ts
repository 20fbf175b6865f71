import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { ProblemError } from '../../../contract/problem';
import { type KeptRule, type Lease, type RuleKeeper, SILENCE } from './kept-rule';

/** Milliseconds between two times that a watcher is heard of, and between two looks for it. */
const RENEWAL = SILENCE / 3;
const LOOK = 2000;
/** No clock is so wrong: a watcher that was heard of longer ago is gone. */
const LONG_AGO = 10 * SILENCE;

/**
 * The right to act on a rule, which one watcher has at a time. It is in the cluster beside the rule and is renewed while it is
 * used. Whether another watcher is gone is seen by its silence, since clocks of two machines cannot be compared.
 */
export class RuleLease {
  readonly #holder = randomUUID();
  #renewing: NodeJS.Timeout | undefined;
  /** Who has it now, in place of this watcher. */
  lostTo: string | undefined;

  private constructor(
    private readonly keeper: RuleKeeper,
    private readonly who: string
  ) {}

  /**
   * Takes the rule that is kept, or keeps `fresh` in its place, and gives it as it then is; undefined when it is gone by then.
   * Throws deployment-busy when somebody else watches, which takes half a minute to find out.
   */
  static async take(
    keeper: RuleKeeper,
    { fresh, owner, signal }: { fresh?: KeptRule; owner: string; signal: AbortSignal }
  ): Promise<{ lease: RuleLease; kept: KeptRule } | undefined> {
    const before = (await keeper.read())?.lease;
    if (before && !(await isSilent(keeper, before, signal))) {
      throw watched(before);
    }
    const lease = new RuleLease(keeper, `${owner} on ${hostname()}`);
    const taken = await keeper.change(now => {
      if (now?.lease && now.lease.at !== before?.at && now.lease.holder !== lease.#holder) {
        throw watched(now.lease);
      }
      const kept = fresh ?? now;
      return kept && { ...kept, lease: lease.#now() };
    });
    if (!taken) {
      return undefined;
    }
    // What cannot be renewed now is tried again; before anything is done it is confirmed.
    lease.#renewing = setInterval(() => void lease.confirm().catch(() => undefined), RENEWAL).unref();
    return { lease, kept: taken };
  }

  /** Whether it is still this watcher's, which it then says again. Throws cluster-unreachable and the like. */
  async confirm(): Promise<boolean> {
    const now = await this.#change(kept => ({ ...kept, lease: this.#now() }));
    if (now?.lease?.holder !== this.#holder) {
      this.lostTo = now?.lease?.who ?? 'nobody';
    }
    return this.lostTo === undefined;
  }

  /** Writes down what is going to be done; without an argument, that it was not. */
  async decide(decided?: KeptRule['decided']): Promise<void> {
    await this.#change(kept => ({ ...kept, decided }));
  }

  /** Leaves the rule to others. */
  async release(): Promise<void> {
    clearInterval(this.#renewing);
    await this.#change(kept => ({ ...kept, lease: undefined }));
  }

  /** Takes the rule away: it has decided. */
  async end(): Promise<void> {
    clearInterval(this.#renewing);
    await this.#change(() => undefined);
  }

  #now(): Lease {
    return { holder: this.#holder, who: this.who, at: new Date().toISOString() };
  }

  /** What is another's stays as it is. */
  #change(next: (kept: KeptRule) => KeptRule | undefined): Promise<KeptRule | undefined> {
    return this.keeper.change(now => (now?.lease?.holder === this.#holder ? next(now) : now));
  }
}

/** Whether nothing is heard of a watcher for so long that it must be gone; a lease that was given back is silent, too. */
export async function isSilent(keeper: RuleKeeper, lease: Lease, signal: AbortSignal): Promise<boolean> {
  if (Date.now() - Date.parse(lease.at) > LONG_AGO) {
    return true;
  }
  for (let waited = 0; waited < SILENCE; waited += LOOK) {
    await sleep(LOOK, undefined, { signal });
    const now = (await keeper.read())?.lease;
    if (!now) {
      return true;
    }
    if (now.at !== lease.at) {
      return false;
    }
  }
  return true;
}

function watched({ who }: Lease): ProblemError {
  return new ProblemError({
    code: 'deployment-busy',
    message: `${who} watches the new version already.`,
    reason: 'A rule is watched by one program at a time.',
    suggestion: 'Let it decide, or end it there; promote and discard by hand are possible at any time.'
  });
}
