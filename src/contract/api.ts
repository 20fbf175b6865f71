import { z } from 'zod';
import { type Call, CHANGE, CLUSTER, id, name, wait } from './call';
import { clusterCalls } from './cluster-calls';
import { Deployment } from './deployment';
import { Detection } from './detection';
import { imageCalls } from './image-calls';
import { Check, ServiceStatus } from './machine';
import { Metrics } from './metrics';
import { ModelDetails } from './model';
import { EventPage, Experiment, LogPage, ModelPage } from './page';
import type { ProblemCode } from './problem';
import { Revision } from './revision';
import { Run, RunRequest } from './run';
import { StageName } from './stage';
import { Task, TestRequest } from './task';
import { ModelUsage, Prediction, PredictionRequest } from './usage';
import { FileEdit, WrappedFolder } from './wrapped-file';

const tracking = z.object({
  /** MLflow's server, database or folder; MLFLOW_TRACKING_URI or MLflow's own rules by default. */
  trackingUri: z.string().min(1).optional()
});

const TRACKING = [
  'no-such-experiment',
  'tool-missing',
  'tracking-unreachable',
  'tracking-unauthorised',
  'tracking-forbidden',
  'tracking-sso',
  'tracking-wrong-address',
  'tracking-host-rejected',
  'tracking-store-outdated',
  'tracking-error'
] as const satisfies ProblemCode[];
const MODEL = [
  'no-such-model',
  'model-missing',
  'model-ambiguous',
  'model-incomplete',
  'model-malformed',
  'model-hostile',
  'model-unsupported',
  'artifacts-unreachable'
] as const satisfies ProblemCode[];

/** The stage after which a run stops, to be looked at, edited and resumed. */
const until = z.object({ until: StageName.default('deploy') });

/** What may change when a run goes on: only what the stages after wrap read. */
const later = <S extends z.ZodType>(field: z.ZodDefault<S>) => field.unwrap().optional();
const request = RunRequest.shape;
const changes = z.object({
  name: request.name,
  target: later(request.target),
  grpc: later(request.grpc),
  port: later(request.port),
  memory: later(request.memory),
  cpus: later(request.cpus),
  gpus: later(request.gpus),
  restart: later(request.restart),
  image: request.image,
  builder: later(request.builder),
  baseImage: request.baseImage,
  push: later(request.push),
  startTimeout: later(request.startTimeout),
  acceptFailedTest: later(request.acceptFailedTest),
  retest: later(request.retest),
  fetchPython: later(request.fetchPython)
});

/** Every call. Routes, typed client and OpenAPI document are made from this table. */
export const api = {
  getStatus: {
    method: 'get',
    path: '/status',
    summary: 'What answers, and whether it is at work',
    answer: ServiceStatus,
    problems: []
  },
  examineMachine: {
    method: 'get',
    path: '/doctor',
    summary: 'What is here, what is missing and what to do',
    query: tracking,
    answer: z.array(Check),
    problems: []
  },
  listExperiments: {
    method: 'get',
    path: '/experiments',
    summary: 'The experiments of a tracking server',
    query: tracking,
    answer: z.array(Experiment),
    problems: TRACKING
  },
  listModels: {
    method: 'get',
    path: '/models',
    summary: 'What could be deployed, newest first, page by page',
    query: tracking.extend({
      /** Names or ids; none means all. */
      experiments: z.array(z.string()).default([]),
      /** MLflow's own language. */
      filter: z.string().optional(),
      orderBy: z.array(z.string()).default([]),
      /** Rows of one page, at most. */
      limit: z.number().int().min(1).max(100).default(100),
      /** From the page before, with otherwise the same query. */
      cursor: z.string().optional()
    }),
    answer: ModelPage,
    problems: TRACKING
  },
  showModel: {
    method: 'get',
    path: '/models/show',
    summary: 'A model: signature, example, flavors, requirements, size, versions',
    query: tracking.extend({ reference: z.string().min(1) }),
    answer: ModelDetails,
    problems: [...TRACKING, ...MODEL]
  },
  detectSource: {
    method: 'get',
    path: '/source',
    summary: 'What a folder can be taken for: the recommended kind, why, and the others',
    query: z.object({ reference: z.string().min(1) }),
    answer: Detection,
    problems: ['no-such-model', 'bad-request']
  },
  startRun: {
    method: 'post',
    path: '/runs',
    summary: 'Start a run; it goes on when nobody looks',
    body: RunRequest.extend(until.shape),
    answer: Run,
    problems: ['name-invalid', 'disk-full', 'not-writable']
  },
  listRuns: {
    method: 'get',
    path: '/runs',
    summary: 'Runs of this user, newest first, those of other programs included',
    answer: z.array(Run),
    problems: []
  },
  getRun: {
    method: 'get',
    path: '/runs/{id}',
    summary: 'A run as it is now',
    params: id,
    answer: Run,
    problems: ['no-such-run']
  },
  waitForEvents: {
    method: 'get',
    path: '/runs/{id}/events',
    summary: 'Events of a run after a number; waits for the first one',
    params: id,
    query: z.object({ after: z.number().int().min(0).default(0), wait }),
    answer: EventPage,
    problems: ['no-such-run']
  },
  cancelRun: {
    method: 'post',
    path: '/runs/{id}/cancel',
    summary: 'Cancel a run and wait until what it had started is gone; one that has ended stays as it is',
    params: id,
    answer: Run,
    problems: ['no-such-run', 'run-busy']
  },
  resumeRun: {
    method: 'post',
    path: '/runs/{id}/resume',
    summary: 'Go on with a run after its last finished stage',
    params: id,
    body: changes.extend(until.shape),
    answer: Run,
    problems: ['no-such-run', 'run-busy', 'run-ended']
  },
  removeRun: {
    method: 'delete',
    path: '/runs/{id}',
    summary: 'Forget a run that has ended; what it deployed stays',
    params: id,
    answer: z.object({ removed: z.string() }),
    problems: ['no-such-run', 'run-busy']
  },
  getWrappedFolder: {
    method: 'get',
    path: '/runs/{id}/files',
    summary: 'What the wrap stage of a run made, with the text of its files',
    params: id,
    answer: WrappedFolder,
    problems: ['no-such-run', 'run-busy']
  },
  saveWrappedFile: {
    method: 'put',
    path: '/runs/{id}/files',
    summary: 'Edit a generated file of a run that stopped after wrap',
    params: id,
    body: FileEdit,
    answer: WrappedFolder,
    problems: ['no-such-run', 'run-busy', 'run-ended', 'disk-full', 'not-writable']
  },
  exportWrappedFolder: {
    method: 'post',
    path: '/runs/{id}/export',
    summary: 'Copy the wrapped folder of a run to a folder of your own, to keep',
    params: id,
    body: z.object({ folder: z.string().min(1) }),
    answer: z.object({ folder: z.string(), files: z.array(z.string()) }),
    problems: ['no-such-run', 'run-busy', 'name-taken', 'disk-full', 'not-writable']
  },
  getRunUsage: {
    method: 'get',
    path: '/runs/{id}/usage',
    summary: 'How the model of a run is asked',
    params: id,
    answer: ModelUsage,
    problems: ['no-such-run', 'run-busy']
  },
  listDeployments: {
    method: 'get',
    path: '/deployments',
    summary: 'All deployments of this user as they are now, by name',
    answer: z.array(Deployment),
    problems: []
  },
  getDeployment: {
    method: 'get',
    path: '/deployments/{name}',
    summary: 'A deployment as it is now',
    params: name,
    answer: Deployment,
    problems: ['no-such-deployment']
  },
  startDeployment: {
    method: 'post',
    path: '/deployments/{name}/start',
    summary: 'Start a stopped deployment: a task that ends when it answers',
    params: name,
    answer: Task,
    problems: ['no-such-deployment']
  },
  stopDeployment: {
    method: 'post',
    path: '/deployments/{name}/stop',
    summary: 'Stop a deployment; it can be started again',
    params: name,
    answer: Deployment,
    problems: [...CHANGE, 'apply-conflict', 'quota-exceeded', 'webhook-unavailable', ...CLUSTER]
  },
  removeDeployment: {
    method: 'delete',
    path: '/deployments/{name}',
    summary: 'Stop a deployment and forget it',
    params: name,
    answer: z.object({ removed: z.string() }),
    problems: [...CHANGE, ...CLUSTER]
  },
  waitForLog: {
    method: 'get',
    path: '/deployments/{name}/logs',
    summary: 'Lines of a log after a cursor; waits for the first one',
    params: name,
    query: z.object({
      /** Without a cursor: the last so many. */
      lines: z.number().int().min(0).max(200_000).default(1000),
      cursor: z.string().optional(),
      wait
    }),
    answer: LogPage,
    problems: ['no-such-deployment', ...CLUSTER]
  },
  predict: {
    method: 'post',
    path: '/deployments/{name}/predict',
    summary: 'Send a request to a deployment and tell its answer, whatever its status',
    params: name,
    body: PredictionRequest,
    answer: Prediction,
    problems: ['no-such-deployment', 'endpoint-unreachable', ...CLUSTER]
  },
  getMetrics: {
    method: 'get',
    path: '/deployments/{name}/metrics',
    summary: 'What a deployment has counted: requests, errors, latency',
    params: name,
    answer: Metrics,
    problems: ['no-such-deployment', 'endpoint-unreachable', ...CLUSTER]
  },
  listRevisions: {
    method: 'get',
    path: '/deployments/{name}/revisions',
    summary: 'What was deployed under this name, newest first',
    params: name,
    answer: z.array(Revision),
    problems: ['no-such-deployment', ...CLUSTER]
  },
  getDeploymentUsage: {
    method: 'get',
    path: '/deployments/{name}/usage',
    summary: 'How a deployment is asked',
    params: name,
    answer: ModelUsage,
    problems: ['no-such-deployment']
  },
  startTest: {
    method: 'post',
    path: '/tests',
    summary: 'Test a deployment, a wrapped folder or any endpoint against its contract: a task with a verdict',
    body: TestRequest,
    answer: Task,
    problems: []
  },
  listTasks: {
    method: 'get',
    path: '/tasks',
    summary: 'The tasks of this service, newest first; those that have ended are kept for an hour',
    query: z.object({
      /** Only those about it: the name of a deployment, a folder, an address or a context. */
      subject: z.string().min(1).optional()
    }),
    answer: z.array(Task),
    problems: []
  },
  waitForTask: {
    method: 'get',
    path: '/tasks/{id}',
    summary: 'A task as it is now; waits for a change after a number',
    params: id,
    query: z.object({ after: z.number().int().min(0).default(0), wait }),
    answer: Task,
    problems: ['no-such-task']
  },
  ...imageCalls,
  ...clusterCalls,
  cancelTask: {
    method: 'post',
    path: '/tasks/{id}/cancel',
    summary: 'Cancel a task; one that has ended stays as it is',
    params: id,
    answer: Task,
    problems: ['no-such-task']
  }
} as const satisfies Record<string, Call>;

export type { Call };

export type Api = typeof api;
export type CallName = keyof Api;

type Input<C, K extends string> = C extends Record<K, infer S extends z.ZodType> ? z.input<S> : unknown;
type Output<C, K extends string> = C extends Record<K, infer S extends z.ZodType> ? z.output<S> : unknown;

/** What a caller gives: params, query and body in one object, defaults left out. */
export type CallInput<N extends CallName> = Input<Api[N], 'params'> & Input<Api[N], 'query'> & Input<Api[N], 'body'>;

/** What a handler gets, defaults filled in. */
export type CallArguments<N extends CallName> = Output<Api[N], 'params'> &
  Output<Api[N], 'query'> &
  Output<Api[N], 'body'>;

export type CallAnswer<N extends CallName> = z.output<Api[N]['answer']>;
