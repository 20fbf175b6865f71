import { z } from 'zod';
import { type Call } from './call';
import { Detection } from './detection';
import { ModelDetails } from './model';
import { Experiment, ModelPage } from './page';
import type { ProblemCode } from './problem';

/** Where models are looked for. */
export const tracking = z.object({
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

/** Calls about what a tracking server or a folder holds. */
export const modelCalls = {
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
  }
} as const satisfies Record<string, Call>;
