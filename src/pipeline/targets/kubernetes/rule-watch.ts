import { setTimeout as sleep } from 'node:timers/promises';
import type { CountedVersion } from '../../../contract/kubernetes';
import { ProblemError } from '../../../contract/problem';
import type { Decision, RolloutRule } from '../../../contract/rollout-rule';
import type { EndpointClient } from '../../../tools/endpoint';
import { NEXT } from '../../templates/manifest';
import { countedVersions, quantile } from './counted-versions';
import { askDrift, driftRequest } from './drift';
import { type KeptRule, RuleKeeper } from './kept-rule';
import { lookAt, type Seen } from './namespace-view';
import type { Place } from './place';
import { endpointOf } from './reach';
import type { Rollouts, Work } from './rollouts';
import { type Evidence, judge } from './rule-judge';
import { hasEngine, revisionOf, runningPods } from './status';
import { nothingBeside, versionsOf } from './versions';

/** Milliseconds between two looks, and between two comparisons of answers. */
const LOOK = 5000;
const COMPARE = 30_000;

interface Parts {
  rollouts: Rollouts;
  endpoint: EndpointClient;
  owner: string;
}

/**
 * Watches the new version of two until its rule decides, then promotes or discards it. Without `rule` it goes on with the one
 * that is kept in the cluster, its time included. When it is interrupted, the rule stays there.
 */
export async function watchRule(
  place: Place,
  rule: RolloutRule | undefined,
  { rollouts, endpoint, owner, work }: Parts & { work: Work }
): Promise<Decision> {
  const keeper = new RuleKeeper(place);
  const kept = await begin(place, keeper, { rule, owner });
  const { log, signal } = work;
  const drift = new Drift(place, kept.rule, { endpoint, work });
  const done = (outcome: Decision['outcome'], reason: string) => ({ outcome, revision: kept.revision, reason });
  let said = '';
  try {
    for (;;) {
      const seen = await lookAt(place);
      if (!seen || !isBeside(seen, kept.revision)) {
        return done('overtaken', `Somebody else decided about v${kept.revision} meanwhile.`);
      }
      const { next, reason } = judge(kept.rule, await evidenceOf(place, seen, { kept, drift, signal }));
      if (reason !== said) {
        log.line('cluster', `v${kept.revision}: ${reason}`);
        said = reason;
      }
      if (next === 'promote') {
        await rollouts.promote(place, work);
        await keeper.forget();
        return done('promoted', reason);
      }
      if (next === 'discard') {
        await rollouts.discard(place, work);
        await keeper.forget();
        return done('discarded', reason);
      }
      if (next === 'give up') {
        await keeper.forget();
        return done('undecided', reason);
      }
      await sleep(Math.min(LOOK, (kept.rule.after * 1000) / 4), undefined, { signal });
    }
  } catch (error) {
    if (signal.aborted) {
      log.line(
        'cluster',
        `Nobody watches v${kept.revision} now; go on with \`deploy-model promote ${place.name} --by-rule\`.`
      );
    }
    throw error;
  }
}

async function begin(
  place: Place,
  keeper: RuleKeeper,
  { rule, owner }: { rule: RolloutRule | undefined; owner: string }
): Promise<KeptRule> {
  const seen = await lookAt(place);
  const { next } = seen ? versionsOf(seen.sdep) : {};
  if (!next) {
    throw nothingBeside();
  }
  const revision = revisionOf(next);
  if (rule) {
    const kept = { rule, revision, since: new Date().toISOString(), owner };
    await keeper.keep(kept);
    return kept;
  }
  const kept = await keeper.read();
  if (kept?.revision !== revision) {
    throw new ProblemError({
      code: 'bad-request',
      message: `There is no rule for v${revision} of ${place.name}.`,
      reason: 'None was given with it, or it has decided already.',
      suggestion: `Give one: deploy-model promote ${place.name} --promote-after 600 --max-error-rate 1`
    });
  }
  return kept;
}

function isBeside({ sdep }: Pick<Seen, 'sdep'>, revision: number): boolean {
  const { next } = versionsOf(sdep);
  return next !== undefined && revisionOf(next) === revision;
}

async function evidenceOf(
  place: Place,
  seen: Omit<Seen, 'name'>,
  { kept, drift, signal }: { kept: KeptRule; drift: Drift; signal: AbortSignal }
): Promise<Evidence> {
  const own = runningPods(seen).filter(({ version }) => version.revision === kept.revision);
  const [counted] = await countedVersions(place, own, signal);
  const containers = own.flatMap(({ pods }) => pods).flatMap(pod => pod.containers);
  return {
    seconds: (Date.now() - Date.parse(kept.since)) / 1000,
    ...numbersOf(counted),
    drift: await drift.now(seen),
    restarts: containers.reduce((sum, { restartCount }) => sum + restartCount, 0)
  };
}

function numbersOf(counted: CountedVersion | undefined): Pick<Evidence, 'requests' | 'errors' | 'p99' | 'unread'> {
  if (!counted?.metrics) {
    const { message = 'It has no pods that run.', reason = '' } = counted?.problem ?? {};
    return { requests: 0, errors: 0, unread: `${message} ${reason}`.trim() };
  }
  const { requests, errors } = counted.metrics;
  return { requests, errors, p99: quantile(counted.metrics, 0.99) };
}

/** Compares the answers of both versions now and then, where the rule asks for it. */
class Drift {
  #at = 0;
  #last: number | undefined;

  constructor(
    private readonly place: Place,
    private readonly rule: RolloutRule,
    private readonly parts: { endpoint: EndpointClient; work: Work }
  ) {}

  async now({ sdep }: Pick<Seen, 'sdep'>): Promise<number | undefined> {
    if (this.rule.maxDrift === undefined || Date.now() - this.#at < COMPARE) {
      return this.#last;
    }
    const { endpoint, work } = this.parts;
    const protocol = sdep.spec?.protocol === 'v2' ? 'v2' : 'seldon';
    const { main, next } = versionsOf(sdep);
    const at = (predictor: 'main' | 'next', engine: boolean) => endpointOf(this.place, { protocol, engine, predictor });
    const both = { main: at('main', hasEngine(main)), next: at(NEXT, hasEngine(next!)) };
    this.#last = await askDrift(endpoint, both, {
      body: driftRequest(work.example, protocol),
      signal: work.signal
    });
    this.#at = Date.now();
    return this.#last;
  }
}
