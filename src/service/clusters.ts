import { isAbsolute } from 'node:path';
import type { CallArguments } from '../contract/api';
import { ClusterBuild } from '../contract/deployment';
import type { ClusterContext, ClusterExamination, CountedVersion, Manifest, Namespaces } from '../contract/kubernetes';
import { ProblemError } from '../contract/problem';
import { deploymentNameOf } from '../pipeline/deployment-name';
import type { AppliedObject } from '../contract/seldon-installation';
import type { ServerOffer } from '../contract/server-offer';
import type { Task } from '../contract/task';
import type { Pipeline } from '../pipeline/pipeline';
import { DEFAULT_VERSION, needsSubscription } from '../pipeline/targets/kubernetes/install/seldon-versions';
import { stringifyYaml } from '../tools/yaml';
import { findOnCluster } from './changes';
import type { Named } from './place';
import type { Tasks } from './tasks';

/** What the browser asks about clusters before anything is deployed. */
export class Clusters {
  constructor(
    private readonly pipeline: Pipeline,
    private readonly tasks: Tasks
  ) {}

  async list(): Promise<ClusterContext[]> {
    return this.pipeline.survey.contexts();
  }

  async examine(place: CallArguments<'examineCluster'>): Promise<ClusterExamination> {
    return this.pipeline.survey.examine(place);
  }

  async namespaces({ context }: CallArguments<'listNamespaces'>): Promise<Namespaces> {
    return this.pipeline.survey.namespaces(context);
  }

  /** Seldon's servers there, for a model that is named; see ServerOffer. Throws no-such-model, cluster-unreachable, … */
  async servers(
    { model, trackingUri, modelUri, ...place }: CallArguments<'listServers'>,
    signal: AbortSignal
  ): Promise<ServerOffer[]> {
    const [{ uri, description, storage }, { problem }] = await Promise.all([
      this.pipeline.show(model, { trackingUri, cwd: process.cwd(), signal }),
      this.pipeline.images.offer(signal)
    ]);
    // A folder is where it is.
    const folder = isAbsolute(uri) ? uri : undefined;
    const kept = { modelUri: modelUri ?? storage ?? folder, isNamed: modelUri !== undefined };
    return this.pipeline.clusters.servers({ description, ...kept, unbuildable: problem?.message }, place);
  }

  /** A task of the context's: each object is a line of it. Throws cluster-missing for a context that is not known. */
  async installSeldon({ context, version, dryRun, ...request }: CallArguments<'installSeldon'>): Promise<Task> {
    const chosen = version ?? DEFAULT_VERSION;
    const place = context ?? (await this.list()).find(({ current }) => current)?.name;
    return this.tasks.start(
      dryRun ? 'preview-seldon' : 'install-seldon',
      place ?? 'cluster',
      async ({ log, signal }) => {
        if (needsSubscription(chosen)) {
          log.line('cluster', 'From 1.18.0 on, production use needs a subscription: the Business Source License.');
        }
        const onObject = ({ change, kind, name }: AppliedObject) => log.line('cluster', `${change} ${kind} ${name}`);
        const wanted = { ...request, context, version: chosen, values: [], dryRun };
        return { installation: await this.pipeline.clusters.installSeldon(wanted, { onObject, signal }) };
      }
    );
  }

  /** Throws no-such-deployment, bad-request where it does not run on a cluster. */
  async versions(named: Named, signal: AbortSignal): Promise<CountedVersion[]> {
    const { id, pipeline } = await findOnCluster(this.pipeline, named);
    return pipeline.clusters.versions(id.name, signal);
  }

  /** Of a run that has built an image for a cluster. Throws run-busy before that, manifest-invalid, … */
  async manifest({ id, dryRun }: CallArguments<'showManifest'>): Promise<Manifest> {
    await this.pipeline.run(id);
    const built = await this.pipeline.output(id, 'build');
    if (!ClusterBuild.safeParse(built?.build).success || !built) {
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
