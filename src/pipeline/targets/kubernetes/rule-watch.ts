import { setTimeout as sleep } from 'node:timers/promises';
import type { Predictor } from '../../../contract/graph';
import type { CountedVersion } from '../../../contract/kubernetes';
import { ProblemError } from '../../../contract/problem';
import type { Decision, RolloutRule } from '../../../contract/rollout-rule';
import type { EndpointClient } from '../../../tools/endpoint';
import { countedVersions, quantile } from './counted-versions';
import { askDrift, driftRequest } from './drift';
import { type KeptRule, RuleKeeper } from './kept-rule';
import { lookAt, type Seen } from './namespace-view';
import type { Place } from './place';
import { commandOn } from './place-options';
import { endpointOf } from './reach';
import type { Rollouts, Work } from './rollouts';
import { type Evidence, judge } from './rule-judge';
import { RuleLease } from './rule-lease';
import { revisionOf, runningPods } from './status';
import { nothingBeside, versionsOf } from './versions';

/** Milliseconds between two looks, and between two comparisons of answers. */
const LOOK = 5000;
const COMPARE = 30_000;

interface Parts {
  rollouts: Rollouts;
  endpoint: EndpointClient;
  env: NodeJS.ProcessEnv;
  owner: string;
}

/**
 * Watches the new version of two until its rule decides, then promotes or discards it. Without `rule` it goes on with the one
 * that is kept in the cluster, its time included. When it is interrupted, the rule stays there. Throws deployment-busy
 * while somebody else watches.
 */
export async function watchRule(
  place: Place,
  rule: RolloutRule | undefined,
  { rollouts, endpoint, env, owner, work }: Parts & { work: Work }
): Promise<Decision> {
  const { signal, log } = work;
  const keeper = new RuleKeeper(place);
  const revision = await besideIn(place);
  const fresh = rule && { rule, revision, since: new Date().toISOString(), owner };
  // Asked before, too: to take the rule of another version would hold it up for nothing.
  const taken =
    fresh || (await keeper.read())?.revision === revision
      ? await RuleLease.take(keeper, { fresh, owner, signal })
      : undefined;
  if (!taken) {
    throw noRule(place, revision);
  }
  const { lease, kept } = taken;
  const done = (outcome: Decision['outcome'], reason: string) => ({ outcome, revision: kept.revision, reason });
  try {
    const { next, reason } = kept.decided ?? (await judged(place, kept, { endpoint, env, lease, work }));
    if (next === 'overtaken' || next === 'give up') {
      await lease.end();
      return done(next === 'overtaken' ? next : 'undecided', reason);
    }
    await lease.decide({ next, reason });
    if (!(await lease.confirm())) {
      await lease.end();
      return done('overtaken', `${lease.lostTo} watches it now.`);
    }
    await rollouts[next](place, work).catch(async (error: unknown) => {
      await lease.decide();
      throw error;
    });
    await lease.end();
    return done(next === 'promote' ? 'promoted' : 'discarded', reason);
  } catch (error) {
    await lease.release().catch(() => undefined);
    if (signal.aborted) {
      log.line(
        'cluster',
        `Nobody watches v${kept.revision} now; go on with \`${commandOn(place, 'promote', '--by-rule')}\`.`
      );
    }
    throw error;
  }
}

/** The number of the version beside the running one. Throws bad-request without one. */
async function besideIn(place: Place): Promise<number> {
  const seen = await lookAt(place);
  const { next } = seen ? versionsOf(seen.sdep) : {};
  if (!next) {
    throw nothingBeside();
  }
  return revisionOf(next);
}

function noRule(place: Place, revision: number): ProblemError {
  return new ProblemError({
    code: 'bad-request',
    message: `There is no rule for v${revision} of ${place.name}.`,
    reason: 'None was given with it, or it has decided already.',
    suggestion: `Give one: ${commandOn(place, 'promote', '--promote-after 600 --max-error-rate 1')}`
  });
}

type Verdict = { next: 'promote' | 'discard' | 'give up' | 'overtaken'; reason: string };

/** Looks again and again until there is something to do, also over times without an answer of the cluster. */
async function judged(
  place: Place,
  kept: KeptRule,
  { endpoint, env, lease, work }: Pick<Parts, 'endpoint' | 'env'> & { lease: RuleLease; work: Work }
): Promise<Verdict> {
  const { log, signal } = work;
  const drift = new Drift(place, kept.rule, { endpoint, work });
  let said = '';
  const say = (text: string) => {
    if (text !== said) {
      log.line('cluster', text);
      said = text;
    }
  };
  for (;;) {
    try {
      const seen = await lookAt(place);
      if (!seen || !isBeside(seen, kept.revision)) {
        return { next: 'overtaken', reason: `Somebody else decided about v${kept.revision} meanwhile.` };
      }
      if (lease.lostTo !== undefined) {
        return { next: 'overtaken', reason: `${lease.lostTo} watches it now.` };
      }
      const { next, reason } = judge(kept.rule, await evidenceOf(place, seen, { kept, drift, env, signal }));
      say(`v${kept.revision}: ${reason}`);
      if (next !== 'wait') {
        return { next, reason };
      }
    } catch (error) {
      if (!(error instanceof ProblemError && error.problem.code === 'cluster-unreachable') || signal.aborted) {
        throw error;
      }
      say(error.problem.message);
    }
    await sleep(Math.min(LOOK, (kept.rule.after * 1000) / 4), undefined, { signal });
  }
}

function isBeside({ sdep }: Pick<Seen, 'sdep'>, revision: number): boolean {
  const { next } = versionsOf(sdep);
  return next !== undefined && revisionOf(next) === revision;
}

async function evidenceOf(
  place: Place,
  seen: Omit<Seen, 'name'>,
  { kept, drift, ...asking }: { kept: KeptRule; drift: Drift; env: NodeJS.ProcessEnv; signal: AbortSignal }
): Promise<Evidence> {
  const own = runningPods(seen).filter(({ version }) => version.revision === kept.revision);
  const [counted] = await countedVersions(place, own, asking);
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
    const at = (predictor: Predictor) => endpointOf(this.place, { protocol, predictor });
    const both = { main: at(main), next: at(next!) };
    this.#last = await askDrift(endpoint, both, {
      body: driftRequest(work.example, protocol),
      signal: work.signal
    });
    this.#at = Date.now();
    return this.#last;
  }
}
