import type { CallArguments } from '../contract/api';
import type { CHANGES, Task } from '../contract/task';
import { ProblemError } from '../contract/problem';
import type { Pipeline } from '../pipeline/pipeline';
import type { Log } from '../tools/log';
import type { Tasks } from './tasks';

type Change = (typeof CHANGES)[number];
type Work = (context: { log: Log; signal: AbortSignal }) => Promise<unknown>;

/** Which versions of a deployment run, and how many copies of each: every change is a task, one at a time. */
export class Changes {
  constructor(
    private readonly pipeline: Pipeline,
    private readonly tasks: Tasks
  ) {}

  rollBack({ name, to }: CallArguments<'rollBack'>): Promise<Task> {
    return this.#begin('rollback', name, context => this.pipeline.rollback(name, to, context));
  }

  restart(name: string): Promise<Task> {
    return this.#begin('restart', name, context => this.pipeline.restart(name, context));
  }

  setTraffic({ name, ...share }: CallArguments<'setTraffic'>): Promise<Task> {
    return this.#onCluster('traffic', name, async context => {
      if (!(await this.pipeline.clusters.traffic(name, share, context))) {
        context.log.line('cluster', 'The shares are set; the route does not show them yet.');
      }
    });
  }

  promote(name: string): Promise<Task> {
    return this.#onCluster('promote', name, context => this.pipeline.clusters.promote(name, context));
  }

  discard(name: string): Promise<Task> {
    return this.#onCluster('discard', name, context => this.pipeline.clusters.discard(name, context));
  }

  scale({ name, replicas }: CallArguments<'scaleDeployment'>): Promise<Task> {
    return this.#onCluster('scale', name, context => this.pipeline.clusters.scale(name, replicas, context));
  }

  /** Watches only; who decides by hand meanwhile is not in its way. */
  async decide({ name, ...rule }: CallArguments<'decideByRule'>): Promise<Task> {
    await this.#mustBeOnCluster(name);
    return this.tasks.start('decide', name, async context => ({
      decision: await this.pipeline.clusters.decide(name, rule, context)
    }));
  }

  async #onCluster(kind: Change, name: string, work: Work): Promise<Task> {
    await this.#mustBeOnCluster(name);
    return this.#begin(kind, name, work);
  }

  async #mustBeOnCluster(name: string): Promise<void> {
    const { deployment } = await this.pipeline.deployment(name);
    if (deployment.target !== 'kubernetes') {
      throw notOnCluster(name);
    }
  }

  async #begin(kind: Change, name: string, work: Work): Promise<Task> {
    await this.pipeline.deployment(name);
    return this.tasks.start(kind, name, async context => {
      await work(context);
      return { deployment: (await this.pipeline.deployment(name)).deployment };
    });
  }
}

/** What only a cluster can do was asked of something on this machine. */
export function notOnCluster(name: string): ProblemError {
  return new ProblemError({
    code: 'bad-request',
    message: `${name} does not run on a cluster.`,
    reason: 'On this machine one version runs, in one copy, and gets all requests.',
    suggestion: 'Deploy it with the target Kubernetes to share its requests between versions or copies.'
  });
}
