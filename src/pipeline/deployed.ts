import type { Deployment } from '../contract/deployment';
import { textOfId } from '../contract/deployment-id';
import { type ProblemCode, ProblemError } from '../contract/problem';
import { noSuchDeployment } from './no-such-deployment';
import type { Target } from './targets/target';

/** A deployment with the target that holds it. */
export interface Found {
  target: Target;
  deployment: Deployment;
}

/** How a deployment went: ended where it ran, or only forgotten here. */
export type Removal = 'removed' | 'forgotten';

/** What is said of an engine or a cluster that may be gone for good. */
const AWAY: readonly ProblemCode[] = ['docker-unreachable', 'cluster-unreachable', 'cluster-missing'];

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

  /**
   * Ends a deployment and forgets it, also one that somebody else has removed from its cluster. Where its engine or cluster
   * does not answer it is forgotten only if `forget` says so: what runs there is left. Throws as `get` does.
   */
  async remove(name: string, { forget }: { forget: boolean }): Promise<Removal> {
    try {
      await this.#remove(name);
      return 'removed';
    } catch (error) {
      if (!isAway(error)) {
        throw error;
      }
      if (forget && (await this.#forget(name))) {
        return 'forgotten';
      }
      throw forget ? error : forgettable(name, error);
    }
  }

  async #forget(name: string): Promise<boolean> {
    for (const target of this.targets) {
      if (await target.forget?.(name)) {
        return true;
      }
    }
    return false;
  }

  async #remove(name: string): Promise<void> {
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

function isAway(error: unknown): error is ProblemError {
  return error instanceof ProblemError && AWAY.includes(error.problem.code);
}

/** The same failure, with a way out for a deployment that nothing will bring back. */
function forgettable(name: string, { problem }: ProblemError): ProblemError {
  return new ProblemError({
    ...problem,
    suggestion: `Try again when it is there; if it is gone for good: \`deploy-model remove ${name} --forget\`.`
  });
}

const inOrder = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
