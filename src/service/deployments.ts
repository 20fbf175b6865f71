import type { CallArguments } from '../contract/api';
import type { Deployment, Endpoint } from '../contract/deployment';
import type { Metrics } from '../contract/metrics';
import { ProblemError } from '../contract/problem';
import type { Task } from '../contract/task';
import type { Prediction } from '../contract/usage';
import type { Pipeline } from '../pipeline/pipeline';
import { added } from '../pipeline/targets/kubernetes/counted-versions';
import { parseVerbatim, stringifyExact } from '../tools/exact-json';
import { metricsOf } from '../tools/prometheus';
import { find, type Named } from './place';
import type { Tasks } from './tasks';

/** Seconds that a metrics page may take. */
const METRICS_SECONDS = 10;

/** What is done to a deployment, and what it is asked. */
export class Deployments {
  constructor(
    private readonly pipeline: Pipeline,
    private readonly tasks: Tasks
  ) {}

  async start(named: Named): Promise<Task> {
    const { id, pipeline } = await find(this.pipeline, named);
    const { target } = await pipeline.deployment(id.name);
    return this.tasks.start('start', id, async context => ({ deployment: await target.start(id.name, context) }));
  }

  async stop(named: Named): Promise<Deployment> {
    const { target } = await this.pipeline.at(named).deployment(named.name);
    return target.stop(named.name);
  }

  async remove(named: Named): Promise<{ removed: string }> {
    await this.pipeline.at(named).remove(named.name);
    return { removed: named.name };
  }

  /** Asks the deployment's own endpoint, no other address. Throws bad-request, endpoint-unreachable. */
  async predict({ request, seconds, ...named }: CallArguments<'predict'>, signal: AbortSignal): Promise<Prediction> {
    const { predictions } = await this.#endpoint(named);
    const options = { timeoutSeconds: seconds, signal };
    const { status, body, milliseconds } = await this.pipeline.tools.endpoint.post(predictions, json(request), options);
    return { status, answer: typeof body === 'string' ? body : stringifyExact(body), milliseconds };
  }

  /** Throws endpoint-unreachable, also when it has no metrics. */
  async metrics(named: Named, signal: AbortSignal): Promise<Metrics> {
    const { url, target } = await this.#endpoint(named);
    if (target === 'kubernetes') {
      return this.#metricsOfPods(named, signal);
    }
    const options = { timeoutSeconds: METRICS_SECONDS, signal };
    const { status, body } = await this.pipeline.tools.endpoint.get(`${url}/metrics`, options);
    if (status !== 200 || typeof body !== 'string') {
      throw new ProblemError({
        code: 'endpoint-unreachable',
        message: `${named.name} has no metrics.`,
        reason: `Its metrics page answered with status ${status}.`,
        suggestion: 'Look at its log.'
      });
    }
    return metricsOf(body, new Date().toISOString());
  }

  /** Of all its pods but those of a shadow, whose requests are copies. The first problem when none tells its numbers. */
  async #metricsOfPods(named: Named, signal: AbortSignal): Promise<Metrics> {
    const { clusters } = this.pipeline.at(named);
    const versions = (await clusters.versions(named.name, signal)).filter(({ shadow }) => !shadow);
    const pages = versions.flatMap(({ metrics }) => metrics ?? []);
    const problem = versions.find(each => each.problem)?.problem;
    if (pages.length === 0 && problem) {
      throw new ProblemError(problem);
    }
    return added(pages);
  }

  async #endpoint(named: Named): Promise<Endpoint & Pick<Deployment, 'target'>> {
    const { deployment } = await this.pipeline.at(named).deployment(named.name);
    const { endpoint, state, reason } = deployment;
    if (!endpoint || state === 'stopped' || state === 'failed' || state === 'lost') {
      throw new ProblemError({
        code: 'endpoint-unreachable',
        message: `${named.name} does not answer.`,
        reason: `It is ${state}. ${reason}`,
        suggestion: 'Start it.'
      });
    }
    return { ...endpoint, target: deployment.target };
  }
}

function json(text: string): unknown {
  try {
    return parseVerbatim(text);
  } catch (cause) {
    throw new ProblemError(
      {
        code: 'bad-request',
        message: 'The request to the model is no JSON.',
        reason: (cause as Error).message,
        suggestion: 'Correct it; the example request shows the form.'
      },
      { cause }
    );
  }
}
