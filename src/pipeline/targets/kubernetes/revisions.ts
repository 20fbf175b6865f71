import { z } from 'zod';
import { Predictor } from '../../../contract/graph';
import { ProblemError } from '../../../contract/problem';
import type { KubeObject } from '../../../tools/kubernetes';
import { apiVersionOf, KINDS } from '../../../tools/kubernetes/kinds';
import { PREFIX, type VersionFacts } from '../../templates/manifest';
import type { Place } from './place';
import { commandOn } from './place-options';

/** What a revision keeps: enough to bring it back, and to say who did what when. */
const Content = z.object({
  predictor: Predictor,
  protocol: z.enum(['seldon', 'v2']).default('seldon'),
  /** Absent where a server of Seldon's loads the model: the predictor says which and from where. */
  image: z.string().optional(),
  facts: z.object({
    revision: z.number().int(),
    model: z.string(),
    run: z.string(),
    verdict: z.string(),
    owner: z.string(),
    createdAt: z.string()
  }) satisfies z.ZodType<VersionFacts>
});
export type RevisionContent = z.infer<typeof Content>;

const ControllerRevision = z.looseObject({ revision: z.number(), data: Content });
const NAME_LABEL = `${PREFIX}/deployment`;

/** The revisions of a deployment, kept in the cluster as ControllerRevisions: a team shares them. */
export class Revisions {
  constructor(private readonly place: Place) {}

  /** Oldest first. */
  async list(): Promise<RevisionContent[]> {
    const { cluster, namespace, name } = this.place;
    const found = await cluster.list(KINDS.controllerRevision, { namespace, labels: `${NAME_LABEL}=${name}` });
    return found
      .flatMap(object => ControllerRevision.safeParse(object).data ?? [])
      .sort((a, b) => a.revision - b.revision)
      .map(({ data }) => data);
  }

  /** Throws no-such-revision. */
  async get(revision: number): Promise<RevisionContent> {
    const all = await this.list();
    const found = all.find(({ facts }) => facts.revision === revision);
    if (!found) {
      throw new ProblemError({
        code: 'no-such-revision',
        message: `${this.place.name} has no revision ${revision}.`,
        reason: all.length > 0 ? `There are ${all.map(({ facts }) => facts.revision).join(', ')}.` : 'It has none yet.',
        suggestion: `See \`${commandOn(this.place, 'revisions')}\`.`
      });
    }
    return found;
  }

  /** Owned by the SeldonDeployment: it goes with it. */
  async keep(owner: KubeObject, content: RevisionContent): Promise<void> {
    const { cluster, namespace, name } = this.place;
    await cluster.create(KINDS.controllerRevision, {
      metadata: {
        name: this.#nameOf(content.facts.revision),
        namespace,
        labels: { [NAME_LABEL]: name, 'app.kubernetes.io/managed-by': 'deploy-model' },
        ownerReferences: [
          {
            apiVersion: apiVersionOf(KINDS.seldonDeployment),
            kind: KINDS.seldonDeployment.kind,
            name,
            uid: owner.metadata.uid ?? ''
          }
        ]
      },
      revision: content.facts.revision,
      data: content
    });
  }

  /** Of a rollout that was undone. */
  async forget(revision: number): Promise<void> {
    const { cluster, namespace } = this.place;
    await cluster.remove(KINDS.controllerRevision, this.#nameOf(revision), namespace);
  }

  #nameOf(revision: number): string {
    return `${this.place.name}-v${revision}`;
  }
}
