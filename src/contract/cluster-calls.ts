import { z } from 'zod';
import { type Call, CHANGE, CLUSTER, id, name, NAMED, place } from './call';
import { ClusterContext, ClusterExamination, CountedVersion, Manifest, Namespaces } from './kubernetes';
import { modelCalls } from './model-calls';
import { RevisionDiff } from './revision';
import { RolloutRule } from './rollout-rule';
import { SeldonRequest } from './seldon-installation';
import { ServerOffer } from './server-offer';
import { Task } from './task';

const revision = z.number().int().min(1).max(1_000_000_000);

/** Calls about clusters, and about the versions and revisions of a deployment. */
export const clusterCalls = {
  showManifest: {
    method: 'get',
    path: '/runs/{id}/manifest',
    summary: 'The SeldonDeployment that a built run would apply to a cluster, as YAML; nothing is applied',
    params: id,
    query: z.object({
      /** Ask the cluster whether it would take it. */
      dryRun: z.boolean().default(false)
    }),
    answer: Manifest,
    problems: [
      'no-such-run',
      'run-busy',
      'manifest-invalid',
      'apply-conflict',
      'quota-exceeded',
      'seldon-missing',
      'webhook-unavailable',
      ...CLUSTER
    ]
  },
  listClusters: {
    method: 'get',
    path: '/clusters',
    summary: 'The clusters that this user can name, as the kubeconfig has them',
    answer: z.array(ClusterContext),
    problems: ['cluster-missing']
  },
  examineCluster: {
    method: 'get',
    path: '/clusters/report',
    summary: 'What a cluster has, what this user may do there, and what is missing',
    query: place,
    answer: ClusterExamination,
    problems: CLUSTER
  },
  listNamespaces: {
    method: 'get',
    path: '/clusters/namespaces',
    summary: 'The namespaces of a cluster, as far as this user may see them',
    query: place.pick({ context: true }),
    answer: Namespaces,
    problems: CLUSTER
  },
  listServers: {
    method: 'get',
    path: '/clusters/servers',
    summary:
      'Seldon’s own servers in a cluster: whether each could serve a model without an image, why, and what that costs',
    query: place.extend({
      model: z.string().min(1),
      trackingUri: z.string().optional(),
      /** Where the model is to be fetched; where MLflow keeps it by default. */
      modelUri: z.string().optional()
    }),
    answer: z.array(ServerOffer),
    problems: [...modelCalls.showModel.problems, ...CLUSTER]
  },
  installSeldon: {
    method: 'post',
    path: '/clusters/seldon',
    summary:
      'Install Seldon Core into a cluster, or tell what that would be: a task, for an administrator of the cluster',
    body: SeldonRequest,
    answer: Task,
    problems: CLUSTER
  },
  diffRevisions: {
    method: 'get',
    path: '/deployments/{name}/diff',
    summary: 'How one revision differs from another',
    params: name,
    query: place.extend({ from: revision, to: revision }),
    answer: RevisionDiff,
    problems: [...NAMED, 'no-such-revision']
  },
  rollBack: {
    method: 'post',
    path: '/deployments/{name}/rollback',
    summary: 'Bring a revision back, as a new one: a task',
    params: name,
    query: place,
    body: z.object({ to: revision }),
    answer: Task,
    problems: CHANGE
  },
  listVersions: {
    method: 'get',
    path: '/deployments/{name}/versions',
    summary: 'The versions that share the requests of a deployment on a cluster, each with its own numbers',
    params: name,
    query: place,
    answer: z.array(CountedVersion),
    problems: NAMED
  },
  setTraffic: {
    method: 'post',
    path: '/deployments/{name}/traffic',
    summary: 'Share the requests between two running versions: a task',
    params: name,
    query: place,
    body: z.object({ revision, percent: z.number().int().min(0).max(100) }),
    answer: Task,
    problems: CHANGE
  },
  promoteVersion: {
    method: 'post',
    path: '/deployments/{name}/promote',
    summary: 'Let the version beside the running one take over: a task',
    params: name,
    query: place,
    answer: Task,
    problems: CHANGE
  },
  discardVersion: {
    method: 'post',
    path: '/deployments/{name}/discard',
    summary: 'Take the version beside the running one away again: a task',
    params: name,
    query: place,
    answer: Task,
    problems: CHANGE
  },
  decideByRule: {
    method: 'post',
    path: '/deployments/{name}/decide',
    summary: 'Watch the version beside the running one until a rule promotes or discards it: a task with a decision',
    params: name,
    query: place,
    body: RolloutRule,
    answer: Task,
    problems: NAMED
  },
  watchRule: {
    method: 'post',
    path: '/deployments/{name}/watch',
    summary: 'Go on with the rule that is kept in the cluster, which nobody watches: a task with a decision',
    params: name,
    query: place,
    answer: Task,
    problems: NAMED
  },
  scaleDeployment: {
    method: 'post',
    path: '/deployments/{name}/scale',
    summary: 'Change how many copies of a deployment on a cluster run: a task',
    params: name,
    query: place,
    body: z.object({ replicas: z.number().int().min(1).max(1000) }),
    answer: Task,
    problems: CHANGE
  },
  restartDeployment: {
    method: 'post',
    path: '/deployments/{name}/restart',
    summary: 'Start a deployment anew: a task that ends when it answers again',
    params: name,
    query: place,
    answer: Task,
    problems: CHANGE
  }
} as const satisfies Record<string, Call>;
