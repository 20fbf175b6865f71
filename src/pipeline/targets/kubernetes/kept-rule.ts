import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { KeptRule as ShownRule } from '../../../contract/rollout-rule';
import type { KubeObject } from '../../../tools/kubernetes';
import { KINDS } from '../../../tools/kubernetes/kinds';
import { ClusterError } from '../../../tools/kubernetes/problems';
import { PREFIX } from '../../templates/manifest';
import { leftoversOf } from './leftovers';
import { sdepOf } from './observed';
import type { Place } from './place';

/** The annotation of a SeldonDeployment that has its rule. */
export const RULE = `${PREFIX}/rule`;

/** Milliseconds after which a watcher that has not been heard of counts as gone. */
export const SILENCE = 30_000;
/** The same by two clocks, of which one may be wrong. */
const SHOWN_SILENCE = 2 * SILENCE;
/** The operator writes the status all the time, so a version may be outdated by nothing that matters. */
const ATTEMPTS = 8;
/** Milliseconds between two looks at what the operator still removes. */
const POLL = 250;

/** Who watches: one holder at a time, which says so again and again. */
const Lease = z.object({
  /** Of one watch, not of a person: a second watch by the same program is another holder. */
  holder: z.string(),
  /** The person and the machine, for people. */
  who: z.string(),
  /** When the holder said so last, by its own clock. */
  at: z.string()
});
export type Lease = z.infer<typeof Lease>;

const KeptRule = ShownRule.omit({ watcher: true }).extend({
  lease: Lease.optional(),
  /** What it came to: is written before it is carried out, so that whoever goes on does not decide again. */
  decided: z.object({ next: z.enum(['promote', 'discard']), reason: z.string() }).optional()
});
/** A rule with what it is about, as an annotation of the SeldonDeployment has it. */
export type KeptRule = z.infer<typeof KeptRule>;

/** The rule of a deployment, kept in the cluster: who watches it may be interrupted, and anybody may go on. */
export class RuleKeeper {
  constructor(private readonly place: Place) {}

  async read(): Promise<KeptRule | undefined> {
    return keptIn((await this.#object())?.metadata);
  }

  /**
   * Writes what `next` makes of the rule that is there now, unless that is the same; undefined takes it away. Nobody else's
   * change is overwritten: when somebody was faster, `next` is asked again.
   */
  async change(next: (now: KeptRule | undefined) => KeptRule | undefined): Promise<KeptRule | undefined> {
    const { cluster, namespace, name } = this.place;
    for (let attempt = 1; ; attempt++) {
      const object = await this.#undisturbed();
      const now = keptIn(object?.metadata);
      const then = next(now);
      if (!object || then === now) {
        return now;
      }
      // The spec stays as it is, so that nobody's change is in the way of another's.
      const annotations = { [RULE]: then ? JSON.stringify(then) : null };
      const { resourceVersion } = object.metadata;
      try {
        await cluster.patch(
          KINDS.seldonDeployment,
          { name, namespace },
          { metadata: { resourceVersion, annotations } }
        );
        return then;
      } catch (error) {
        if (!(error instanceof ClusterError && error.status === 409) || attempt === ATTEMPTS) {
          throw error;
        }
      }
    }
  }

  /** As it is when nothing is left of a version that was taken away, or too long is waited for that: see leftovers.ts. */
  async #undisturbed(): Promise<KubeObject | undefined> {
    for (const end = Date.now() + SILENCE / 2; ; await sleep(POLL)) {
      const object = await this.#object();
      if (!object || leftoversOf(sdepOf(object)).length === 0 || Date.now() > end) {
        return object;
      }
    }
  }

  #object(): Promise<KubeObject | undefined> {
    const { cluster, namespace, name } = this.place;
    return cluster.get(KINDS.seldonDeployment, name, namespace);
  }
}

/** The rule for a version, as it is shown; undefined when there is none, or one of an earlier version. */
export function shownRule(metadata: Annotated, revision: number | undefined): ShownRule | undefined {
  const kept = keptIn(metadata);
  if (!kept || kept.revision !== revision) {
    return undefined;
  }
  const { lease, rule, since, owner } = kept;
  const isWatched = lease !== undefined && Math.abs(Date.now() - Date.parse(lease.at)) < SHOWN_SILENCE;
  return { rule, revision, since, owner, watcher: isWatched ? lease.who : undefined };
}

interface Annotated {
  annotations?: Record<string, string>;
}

function keptIn(metadata: Annotated | undefined): KeptRule | undefined {
  const text = metadata?.annotations?.[RULE];
  return text === undefined ? undefined : KeptRule.safeParse(jsonOf(text)).data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
