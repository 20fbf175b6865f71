import type { CallArguments } from '../contract/api';
import type { CHANGES, Task } from '../contract/task';
import { ProblemError } from '../contract/problem';
import type { Pipeline } from '../pipeline/pipeline';
import type { Log } from '../tools/log';
import { find, type FoundAt, type Named } from './place';
import type { Tasks } from './tasks';

type Change = (typeof CHANGES)[number];
type Context = { log: Log; signal: AbortSignal };
/** A change of the deployment of a name, in the pipeline where it means one only. */
type Work = (pipeline: Pipeline, context: Context) => Promise<unknown>;

/** Which versions of a deployment run, and how many copies of each: every change is a task, one at a time. */
export class Changes {
  constructor(
    private readonly pipeline: Pipeline,
    private readonly tasks: Tasks
  ) {}

  rollBack({ to, ...named }: CallArguments<'rollBack'>): Promise<Task> {
    return this.#begin('rollback', named, (pipeline, context) => pipeline.rollback(named.name, to, context));
  }

  restart(named: Named): Promise<Task> {
    return this.#begin('restart', named, (pipeline, context) => pipeline.restart(named.name, context));
  }

  setTraffic({ revision, percent, ...named }: CallArguments<'setTraffic'>): Promise<Task> {
    return this.#onCluster('traffic', named, async ({ clusters }, context) => {
      if (!(await clusters.traffic(named.name, { revision, percent }, context))) {
        context.log.line('cluster', 'The shares are set; the route does not show them yet.');
      }
    });
  }

  promote(named: Named): Promise<Task> {
    return this.#onCluster('promote', named, ({ clusters }, context) => clusters.promote(named.name, context));
  }

  discard(named: Named): Promise<Task> {
    return this.#onCluster('discard', named, ({ clusters }, context) => clusters.discard(named.name, context));
  }

  scale({ replicas, ...named }: CallArguments<'scaleDeployment'>): Promise<Task> {
    return this.#onCluster('scale', named, ({ clusters }, context) => clusters.scale(named.name, replicas, context));
  }

  async #onCluster(kind: Change, named: Named, work: Work): Promise<Task> {
    await findOnCluster(this.pipeline, named);
    return this.#begin(kind, named, work);
  }

  async #begin(kind: Change, named: Named, work: Work): Promise<Task> {
    const { id, pipeline } = await find(this.pipeline, named);
    return this.tasks.start(kind, id, async context => {
      await work(pipeline, context);
      return { deployment: (await pipeline.deployment(id.name)).deployment };
    });
  }
}

/** Throws bad-request where it does not run on a cluster. */
export async function findOnCluster(pipeline: Pipeline, named: Named): Promise<FoundAt> {
  const found = await find(pipeline, named);
  if (found.deployment.target !== 'kubernetes') {
    throw notOnCluster(named.name);
  }
  return found;
}

/** What only a cluster can do was asked of something on this machine. */
function notOnCluster(name: string): ProblemError {
  return new ProblemError({
    code: 'bad-request',
    message: `${name} does not run on a cluster.`,
    reason: 'On this machine one version runs, in one copy, and gets all requests.',
    suggestion: 'Deploy it with the target Kubernetes to share its requests between versions or copies.'
  });
}
