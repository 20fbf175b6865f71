import { z } from 'zod';
import { type Call, CHANGE, name, NAMED, place, wait } from './call';
import { Deployment } from './deployment';
import { Metrics } from './metrics';
import { LogPage } from './page';
import { Revision } from './revision';
import { Task } from './task';
import { ModelUsage, Prediction, PredictionRequest } from './usage';

/** Calls about deployments, whatever target they are on. */
export const deploymentCalls = {
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
    query: place,
    answer: Deployment,
    problems: NAMED
  },
  startDeployment: {
    method: 'post',
    path: '/deployments/{name}/start',
    summary: 'Start a stopped deployment: a task that ends when it answers',
    params: name,
    query: place,
    answer: Task,
    problems: NAMED
  },
  stopDeployment: {
    method: 'post',
    path: '/deployments/{name}/stop',
    summary: 'Stop a deployment; it can be started again',
    params: name,
    query: place,
    answer: Deployment,
    problems: [...CHANGE, 'apply-conflict', 'quota-exceeded', 'webhook-unavailable']
  },
  removeDeployment: {
    method: 'delete',
    path: '/deployments/{name}',
    summary: 'Stop a deployment and forget it',
    params: name,
    query: place,
    answer: z.object({ removed: z.string() }),
    problems: CHANGE
  },
  waitForLog: {
    method: 'get',
    path: '/deployments/{name}/logs',
    summary: 'Lines of a log after a cursor; waits for the first one',
    params: name,
    query: place.extend({
      /** Without a cursor: the last so many. */
      lines: z.number().int().min(0).max(200_000).default(1000),
      cursor: z.string().optional(),
      wait
    }),
    answer: LogPage,
    problems: NAMED
  },
  predict: {
    method: 'post',
    path: '/deployments/{name}/predict',
    summary: 'Send a request to a deployment and tell its answer, whatever its status',
    params: name,
    query: place,
    body: PredictionRequest,
    answer: Prediction,
    problems: [...NAMED, 'endpoint-unreachable']
  },
  getMetrics: {
    method: 'get',
    path: '/deployments/{name}/metrics',
    summary: 'What a deployment has counted: requests, errors, latency',
    params: name,
    query: place,
    answer: Metrics,
    problems: [...NAMED, 'endpoint-unreachable']
  },
  listRevisions: {
    method: 'get',
    path: '/deployments/{name}/revisions',
    summary: 'What was deployed under this name, newest first',
    params: name,
    query: place,
    answer: z.array(Revision),
    problems: NAMED
  },
  getDeploymentUsage: {
    method: 'get',
    path: '/deployments/{name}/usage',
    summary: 'How a deployment is asked',
    params: name,
    query: place,
    answer: ModelUsage,
    problems: NAMED
  }
} as const satisfies Record<string, Call>;
