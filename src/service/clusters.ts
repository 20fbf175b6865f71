import type { CallArguments } from '../contract/api';
import type { ClusterContext, ClusterExamination, CountedVersion, Manifest, Namespaces } from '../contract/kubernetes';
import { ProblemError } from '../contract/problem';
import { deploymentNameOf } from '../pipeline/deployment-name';
import type { Pipeline } from '../pipeline/pipeline';
import { stringifyYaml } from '../tools/yaml';
import { notOnCluster } from './changes';

/** What the browser asks about clusters before anything is deployed. */
export class Clusters {
  constructor(private readonly pipeline: Pipeline) {}

  async list(): Promise<ClusterContext[]> {
    return this.pipeline.survey.contexts();
  }

  async examine(place: CallArguments<'examineCluster'>): Promise<ClusterExamination> {
    return this.pipeline.survey.examine(place);
  }

  async namespaces({ context }: CallArguments<'listNamespaces'>): Promise<Namespaces> {
    return this.pipeline.survey.namespaces(context);
  }

  /** Throws no-such-deployment, bad-request where it does not run on a cluster. */
  async versions(name: string, signal: AbortSignal): Promise<CountedVersion[]> {
    const { deployment } = await this.pipeline.deployment(name);
    if (deployment.target !== 'kubernetes') {
      throw notOnCluster(name);
    }
    return this.pipeline.clusters.versions(name, signal);
  }

  /** Of a run that has built an image for a cluster. Throws run-busy before that, manifest-invalid, … */
  async manifest({ id, dryRun }: CallArguments<'showManifest'>): Promise<Manifest> {
    await this.pipeline.run(id);
    const built = await this.pipeline.output(id, 'build');
    if (built?.build.target !== 'kubernetes') {
      throw new ProblemError({
        code: 'run-busy',
        message: `Run ${id} has no manifest.`,
        reason: built ? 'It does not deploy to a cluster.' : 'It has not built its image yet.',
        suggestion: 'Start a run with the target Kubernetes, and wait for its image.'
      });
    }
    const { request } = await this.pipeline.run(id);
    const name = request.name ?? deploymentNameOf(built.model);
    const document = await this.pipeline.clusters.manifest({ ...built, request }, { name, workdir: id, ask: dryRun });
    return { name, text: stringifyYaml(document) };
  }
}
