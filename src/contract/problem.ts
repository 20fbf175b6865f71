import { z } from 'zod';

/**
 * Every way to fail, with the exit code of the command and the status of the API.
 * Exit codes: 1 unexpected, 2 the request, 3 the model, 4 not found, 5 the tracking server, 6 this machine,
 * 7 the test's verdict, 8 a conflict, 130 cancelled.
 * A status from 500 on is our own fault and nobody else's: proxies on the way put their own pages in place of such answers.
 */
export const PROBLEMS = {
  'bad-request': { exit: 2, status: 400 },
  'name-invalid': { exit: 2, status: 400 },
  'bad-contract': { exit: 2, status: 400 },
  'manifest-invalid': { exit: 2, status: 422 },
  'not-allowed': { exit: 2, status: 403 },

  'model-missing': { exit: 3, status: 422 },
  'model-ambiguous': { exit: 3, status: 422 },
  'model-deleted': { exit: 3, status: 422 },
  'model-not-ready': { exit: 3, status: 422 },
  'model-incomplete': { exit: 3, status: 422 },
  'model-malformed': { exit: 3, status: 422 },
  'model-hostile': { exit: 3, status: 422 },
  'model-unsupported': { exit: 3, status: 422 },
  'model-too-large': { exit: 3, status: 422 },
  'run-not-finished': { exit: 3, status: 422 },
  'no-signature': { exit: 3, status: 422 },
  'no-example': { exit: 3, status: 422 },
  'method-unsupported': { exit: 3, status: 422 },
  'runtime-unsuitable': { exit: 3, status: 422 },
  'requirement-missing': { exit: 3, status: 422 },
  'requirement-conflict': { exit: 3, status: 422 },
  'requirement-needs-compiler': { exit: 3, status: 422 },
  'requirement-local': { exit: 3, status: 422 },
  'model-load-failed': { exit: 3, status: 422 },
  'model-predict-failed': { exit: 3, status: 422 },
  'model-crashed': { exit: 3, status: 422 },
  'model-out-of-memory': { exit: 3, status: 422 },
  'model-start-timeout': { exit: 3, status: 422 },

  'no-such-model': { exit: 4, status: 404 },
  'no-such-experiment': { exit: 4, status: 404 },
  'no-such-run': { exit: 4, status: 404 },
  'no-such-deployment': { exit: 4, status: 404 },
  'deployment-ambiguous': { exit: 4, status: 409 },
  'no-such-image': { exit: 4, status: 404 },
  'no-such-task': { exit: 4, status: 404 },
  'no-such-call': { exit: 4, status: 404 },
  'no-such-revision': { exit: 4, status: 404 },

  'tracking-unreachable': { exit: 5, status: 424 },
  'tracking-unauthorised': { exit: 5, status: 424 },
  'tracking-forbidden': { exit: 5, status: 424 },
  'tracking-sso': { exit: 5, status: 424 },
  'tracking-wrong-address': { exit: 5, status: 424 },
  'tracking-host-rejected': { exit: 5, status: 424 },
  'tracking-store-outdated': { exit: 5, status: 424 },
  'tracking-error': { exit: 5, status: 424 },
  'artifacts-unreachable': { exit: 5, status: 424 },
  'download-cut-short': { exit: 5, status: 424 },

  'python-missing': { exit: 6, status: 424 },
  'tool-missing': { exit: 6, status: 424 },
  'build-failed': { exit: 6, status: 424 },
  'docker-unreachable': { exit: 6, status: 424 },
  'docker-refused': { exit: 6, status: 424 },
  'gpu-missing': { exit: 6, status: 424 },
  'registry-unreachable': { exit: 6, status: 424 },
  'registry-unauthorised': { exit: 6, status: 424 },
  'source-unreachable': { exit: 6, status: 424 },
  'index-unreachable': { exit: 6, status: 424 },
  'disk-full': { exit: 6, status: 424 },
  'not-writable': { exit: 6, status: 424 },
  'port-taken': { exit: 6, status: 409 },
  'cluster-missing': { exit: 6, status: 424 },
  'cluster-unreachable': { exit: 6, status: 424 },
  'cluster-unauthorised': { exit: 6, status: 424 },
  'cluster-forbidden': { exit: 6, status: 403 },
  'cluster-refused': { exit: 6, status: 424 },
  'seldon-missing': { exit: 6, status: 424 },
  'webhook-unavailable': { exit: 6, status: 424 },
  'image-pull-failed': { exit: 6, status: 424 },
  unschedulable: { exit: 6, status: 424 },
  'quota-exceeded': { exit: 6, status: 424 },
  'pod-not-created': { exit: 6, status: 424 },
  'wrong-architecture': { exit: 6, status: 424 },
  'route-missing': { exit: 6, status: 424 },
  'service-unavailable': { exit: 6, status: 503 },

  'test-failed': { exit: 7, status: 422 },
  'endpoint-unreachable': { exit: 7, status: 424 },

  'name-taken': { exit: 8, status: 409 },
  'deployment-busy': { exit: 8, status: 409 },
  'image-in-use': { exit: 8, status: 409 },
  'apply-conflict': { exit: 8, status: 409 },
  'run-busy': { exit: 8, status: 409 },
  'run-ended': { exit: 8, status: 409 },

  cancelled: { exit: 130, status: 409 },
  unexpected: { exit: 1, status: 500 }
} as const satisfies Record<string, { exit: number; status: number }>;

export type ProblemCode = keyof typeof PROBLEMS;

const codes = Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]];

/** What went wrong, said to a person: what, why, and what to do next. */
export const Problem = z
  .object({
    code: z.enum(codes),
    /** A warning is shown and does not stop the work. */
    severity: z.enum(['error', 'warning']).default('error'),
    /** One sentence: what happened. */
    message: z.string(),
    /** One sentence: why. */
    reason: z.string().default(''),
    /** One sentence: what to do next. */
    suggestion: z.string(),
    /** The raw text of the failure: a traceback, the last lines of a log. No secret. */
    detail: z.string().optional()
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;
export type ProblemInput = z.input<typeof Problem>;

/** A Problem on its way to the edge that shows it. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: ProblemInput, options?: { cause: unknown }) {
    super(problem.message, options);
    this.name = 'ProblemError';
    this.problem = Problem.parse(problem);
  }
}

/** The Problem of anything that was thrown; what is not one of ours is `unexpected`. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) {
    return error.problem;
  }
  const text = error instanceof Error ? error.message : String(error);
  return Problem.parse({
    code: 'unexpected',
    message: `Something went wrong that should not: ${text.split('\n')[0]}`,
    suggestion: 'Run again with --verbose, and report it with the text below when it happens again.',
    detail: error instanceof Error ? error.stack : text
  });
}
