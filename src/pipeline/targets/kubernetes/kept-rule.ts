import { z } from 'zod';
import { RolloutRule } from '../../../contract/rollout-rule';
import { KINDS } from '../../../tools/kubernetes/kinds';
import { PREFIX } from '../../templates/manifest';
import type { Place } from './place';

const ANNOTATION = `${PREFIX}/rule`;

/** A rule with what it is about, as an annotation of the SeldonDeployment has it. */
const KeptRule = z.object({ rule: RolloutRule, revision: z.number().int(), since: z.string(), owner: z.string() });
export type KeptRule = z.infer<typeof KeptRule>;

/** The rule of a deployment, kept in the cluster: who watches it may be interrupted, and anybody may go on. */
export class RuleKeeper {
  constructor(private readonly place: Place) {}

  async read(): Promise<KeptRule | undefined> {
    const { cluster, namespace, name } = this.place;
    const object = await cluster.get(KINDS.seldonDeployment, name, namespace);
    const text = object?.metadata.annotations?.[ANNOTATION];
    return text === undefined ? undefined : KeptRule.safeParse(jsonOf(text)).data;
  }

  keep(kept: KeptRule): Promise<void> {
    return this.#write(JSON.stringify(kept));
  }

  forget(): Promise<void> {
    return this.#write(null);
  }

  /** The spec stays as it is, so that nobody's change is in the way of another's. */
  async #write(text: string | null): Promise<void> {
    const { cluster, namespace, name } = this.place;
    await cluster.patch(
      KINDS.seldonDeployment,
      { name, namespace },
      { metadata: { annotations: { [ANNOTATION]: text } } }
    );
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
