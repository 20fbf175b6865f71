import { z } from 'zod';
import type { Call } from './call';
import { clusterCalls } from './cluster-calls';
import { deploymentCalls } from './deployment-calls';
import { imageCalls } from './image-calls';
import { Check, ServiceStatus } from './machine';
import { modelCalls, tracking } from './model-calls';
import { runCalls } from './run-calls';
import { taskCalls } from './task-calls';

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
  ...modelCalls,
  ...runCalls,
  ...deploymentCalls,
  ...taskCalls,
  ...imageCalls,
  ...clusterCalls
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
