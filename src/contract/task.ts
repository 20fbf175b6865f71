import { z } from 'zod';
import { place } from './call';
import { ClusterPlace, Deployment } from './deployment';
import { Problem } from './problem';
import { Decision } from './rollout-rule';
import { SeldonInstallation } from './seldon-installation';
import { CaseResult, Verdict } from './verdict';

/** Changes of a deployment: of one deployment, only one at a time. */
export const CHANGES = ['traffic', 'promote', 'discard', 'rollback', 'scale', 'restart'] as const;

/**
 * Work that takes longer than a request should: starting a deployment, changing or testing one. It goes on when nobody
 * waits, is kept for an hour after its end, and ends with the service.
 */
export const Task = z
  .object({
    id: z.string(),
    kind: z.enum(['start', 'test', 'decide', 'preview-seldon', 'install-seldon', ...CHANGES]),
    /** What is started or tested: a deployment, a folder or an address; of an installation, the cluster's context. */
    subject: z.string(),
    /** Of a deployment on a cluster. */
    place: ClusterPlace.optional(),
    state: z.enum(['running', 'finished', 'failed', 'cancelled']),
    startedAt: z.string(),
    /** Grows with every change: the next `after`. */
    changes: z.number().int(),
    /** The last lines that it wrote, 200 at most. */
    lines: z.array(z.string()),
    /** Cases of a test so far. */
    cases: z.array(CaseResult),
    verdict: Verdict.optional(),
    deployment: Deployment.optional(),
    /** What a rule came to. */
    decision: Decision.optional(),
    /** What an installation of Seldon Core did; of a preview: what it would do. */
    installation: SeldonInstallation.optional(),
    problem: Problem.optional()
  })
  .meta({ id: 'Task' });
export type Task = z.infer<typeof Task>;

/** What is tested; the options are those of the command's `test`. */
export const TestRequest = place
  .extend({
    what: z.string().min(1).meta({ description: 'a deployment, a wrapped folder, or any http address' }),
    /** Path of a contract.json; needed for an address. */
    contract: z.string().min(1).optional(),
    endpoint: z.enum(['predict', 'transform-input', 'send-feedback']).default('predict'),
    /** Requests to send to an address, and rows in each. */
    requests: z.number().int().min(1).max(10_000).default(2),
    rows: z.number().int().min(1).max(10_000).default(1),
    /** Send data as a tensor instead of an ndarray. */
    tensor: z.boolean().default(false),
    fetchPython: z.boolean().default(false)
  })
  .meta({ id: 'TestRequest' });
export type TestRequest = z.infer<typeof TestRequest>;
