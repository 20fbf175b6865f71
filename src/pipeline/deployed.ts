import type { Deployment } from '../contract/deployment';
import { textOfId } from '../contract/deployment-id';
import { noSuchDeployment } from './no-such-deployment';
import type { Target } from './targets/target';

/** A deployment with the target that holds it. */
export interface Found {
  target: Target;
  deployment: Deployment;
}

/** The deployments of some targets, by their names. */
export class Deployed {
  /** Of targets that hold the same name, the first one is meant. `cluster` is the one that others change, too. */
  constructor(
    private readonly targets: readonly Target[],
    private readonly cluster: Target
  ) {}

  /** All of them, by name and place. */
  async list(): Promise<Deployment[]> {
    const lists = await Promise.all(this.targets.map(target => target.list()));
    return lists.flat().sort((a, b) => inOrder(a.name, b.name) || inOrder(textOfId(a), textOfId(b)));
  }

  /** Throws no-such-deployment, deployment-ambiguous. */
  async get(name: string): Promise<Found> {
    const found = await this.#find(name);
    if (!found) {
      throw noSuchDeployment(name);
    }
    return found;
  }

  /** The one of that name that is meant and is not on a cluster, which is not asked. */
  async getHere(name: string): Promise<Deployment | undefined> {
    return (
      await this.#find(
        name,
        this.targets.filter(target => target !== this.cluster)
      )
    )?.deployment;
  }

  /** Also forgets one that somebody else has removed from its cluster. Throws as `get` does. */
  async remove(name: string): Promise<void> {
    const found = await this.#find(name);
    const isListed = found ?? (await this.cluster.list()).some(each => each.name === name);
    if (!isListed) {
      throw noSuchDeployment(name);
    }
    await (found?.target ?? this.cluster).remove(name);
  }

  async #find(name: string, targets = this.targets): Promise<Found | undefined> {
    for (const target of targets) {
      const deployment = await target.status(name);
      if (deployment) {
        return { target, deployment };
      }
    }
    return undefined;
  }
}

const inOrder = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
