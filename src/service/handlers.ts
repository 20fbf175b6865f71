import type { CallAnswer, CallArguments, CallName } from '../contract/api';
import type { Check } from '../contract/machine';
import { examine } from '../pipeline/doctor';
import type { Pipeline } from '../pipeline/pipeline';
import { withoutSecrets } from '../pipeline/run-secrets';
import type { Activity } from './activity';
import { Changes } from './changes';
import { Clusters } from './clusters';
import { Deployments } from './deployments';
import { Images } from './images';
import { LogPages } from './log-pages';
import { ModelPages } from './model-pages';
import { Rules } from './rules';
import { Runs } from './runs';
import { Tasks } from './tasks';
import { subjectOf, test } from './testing';

/** What each call does, but for the status, which must not wait for any of this. `gone` is aborted when the caller does not wait any more. */
export type Handlers = {
  [N in Exclude<CallName, 'getStatus'>]: (
    input: CallArguments<N>,
    gone: AbortSignal
  ) => CallAnswer<N> | Promise<CallAnswer<N>>;
};

/** The handlers, and how what goes on behind them is ended. */
export interface Work {
  handlers: Handlers;
  close(): Promise<void>;
}

/** Everything behind the API. */
export function createWork(pipeline: Pipeline, activity: Activity): Work {
  const runs = new Runs(pipeline, activity);
  const tasks = new Tasks(activity);
  const deployments = new Deployments(pipeline, tasks);
  const images = new Images(pipeline);
  const changes = new Changes(pipeline, tasks);
  const rules = new Rules(pipeline, tasks);
  const clusters = new Clusters(pipeline, tasks);
  const models = new ModelPages(pipeline);
  const logs = new LogPages(pipeline);
  const handlers: Handlers = {
    examineMachine: ({ trackingUri }, signal) => all(examine(pipeline, { trackingUri, signal })),
    listExperiments: ({ trackingUri }, gone) => pipeline.experiments(trackingUri, gone),
    listModels: (query, gone) => models.page(query, gone),
    showModel: ({ reference, trackingUri }, signal) =>
      pipeline.show(reference, { trackingUri, cwd: process.cwd(), signal }),
    detectSource: ({ reference }) => pipeline.detect(reference, process.cwd()),
    startRun: async request => withoutSecrets(await runs.start(request)),
    listRuns: async () => (await pipeline.runs()).map(withoutSecrets),
    getRun: async ({ id }) => withoutSecrets(await pipeline.run(id)),
    waitForEvents: (query, gone) => runs.events(query, gone),
    cancelRun: async ({ id }) => withoutSecrets(await pipeline.cancel(id)),
    resumeRun: async request => withoutSecrets(await runs.resume(request)),
    removeRun: ({ id }) => runs.remove(id),
    getWrappedFolder: ({ id }) => pipeline.wrapped.read(id),
    saveWrappedFile: ({ id, ...edit }) => pipeline.wrapped.edit(id, edit),
    exportWrappedFolder: ({ id, folder }) => pipeline.wrapped.exportTo(id, folder),
    getRunUsage: ({ id }) => pipeline.usageOfRun(id),
    writeImageContext: ({ id, folder }) => images.writeContext(id, folder),
    getRunImage: ({ id }) => images.ofRun(id),
    examineEngine: (_, gone) => pipeline.images.offer(gone),
    listImages: () => pipeline.images.list(),
    pruneImages: ({ dryRun }) => pipeline.images.prune({ dryRun }),
    showImage: ({ id }) => pipeline.images.show(id),
    removeImage: async ({ id }) => ({ removed: await pipeline.images.remove(id) }),
    showManifest: request => clusters.manifest(request),
    listClusters: () => clusters.list(),
    examineCluster: place => clusters.examine(place),
    listNamespaces: request => clusters.namespaces(request),
    listServers: (request, gone) => clusters.servers(request, gone),
    installSeldon: request => clusters.installSeldon(request),
    listDeployments: () => pipeline.deployments(),
    getDeployment: async named => (await pipeline.at(named).deployment(named.name)).deployment,
    startDeployment: named => deployments.start(named),
    stopDeployment: named => deployments.stop(named),
    removeDeployment: named => deployments.remove(named),
    waitForLog: (query, gone) => logs.page(query, gone),
    predict: (request, gone) => deployments.predict(request, gone),
    getMetrics: (named, gone) => deployments.metrics(named, gone),
    listRevisions: named => pipeline.at(named).revisions(named.name),
    diffRevisions: async ({ from, to, ...named }) => ({
      from,
      to,
      lines: await pipeline.at(named).diff(named.name, from, to)
    }),
    rollBack: request => changes.rollBack(request),
    listVersions: (named, gone) => clusters.versions(named, gone),
    setTraffic: request => changes.setTraffic(request),
    promoteVersion: named => changes.promote(named),
    discardVersion: named => changes.discard(named),
    decideByRule: request => rules.decide(request),
    watchRule: named => rules.goOn(named),
    scaleDeployment: request => changes.scale(request),
    restartDeployment: named => changes.restart(named),
    getDeploymentUsage: named => pipeline.at(named).usageOfDeployment(named.name),
    startTest: async request =>
      tasks.start('test', await subjectOf(pipeline, request), async context => ({
        verdict: await test(pipeline, request, context)
      })),
    listTasks: query => tasks.list(query),
    waitForTask: (query, gone) => tasks.wait(query, gone),
    cancelTask: ({ id }) => tasks.cancel(id)
  };
  void rules.takeUp();
  const close = async () => {
    rules.close();
    models.close();
    logs.close();
    await Promise.all([runs.close(), tasks.close()]);
  };
  return { handlers, close };
}

async function all(checks: AsyncIterable<Check>): Promise<Check[]> {
  const found: Check[] = [];
  for await (const check of checks) {
    found.push(check);
  }
  return found;
}
