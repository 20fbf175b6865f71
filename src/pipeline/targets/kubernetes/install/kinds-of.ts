import { z } from 'zod';
import { ProblemError } from '../../../../contract/problem';
import type { Cluster, KubeObject } from '../../../../tools/kubernetes';
import type { Kind } from '../../../../tools/kubernetes/kinds';

const Resources = z.looseObject({
  resources: z.array(z.looseObject({ name: z.string(), kind: z.string(), namespaced: z.boolean() }))
});

/** How the API server calls the objects of a kind, and whether they live in a namespace. */
export interface KnownKind {
  kind: Kind;
  namespaced: boolean;
}

/** Finds kinds by what the API server says that it knows. */
export class KindFinder {
  readonly #known = new Map<string, z.infer<typeof Resources>['resources']>();

  constructor(private readonly cluster: Cluster) {}

  /** Throws cluster-refused when the cluster does not know the kind. */
  async kindOf({ apiVersion = 'v1', kind = '' }: KubeObject): Promise<KnownKind> {
    const found = (await this.#resources(apiVersion)).find(each => each.kind === kind && !each.name.includes('/'));
    if (!found) {
      throw new ProblemError({
        code: 'cluster-refused',
        message: `The cluster does not know ${kind} (${apiVersion}).`,
        reason: 'Something that the installation needs is not there.',
        suggestion: 'Install what brings it first, or choose values of the chart that do without.'
      });
    }
    const [group, version] = apiVersion.includes('/') ? (apiVersion.split('/') as [string, string]) : ['', apiVersion];
    return { kind: { group, version, kind, plural: found.name }, namespaced: found.namespaced };
  }

  async #resources(apiVersion: string) {
    const known = this.#known.get(apiVersion);
    if (known) {
      return known;
    }
    const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const { resources } = Resources.parse((await this.cluster.read(path)) ?? { resources: [] });
    this.#known.set(apiVersion, resources);
    return resources;
  }
}
