import { z } from 'zod';
import { type ProblemCode, ProblemError, type ProblemInput } from '../../contract/problem';
import { redact } from '../redact';

/** How the API server says no (meta/v1 Status). */
const Status = z.looseObject({
  reason: z.string().optional(),
  message: z.string().default(''),
  code: z.number().optional(),
  details: z
    .looseObject({
      causes: z
        .array(
          z.looseObject({
            reason: z.string().optional(),
            message: z.string().default(''),
            field: z.string().optional()
          })
        )
        .optional()
    })
    .optional()
});

export interface RefusalCause {
  field: string;
  message: string;
}

/** A refusal of the API server; `causes` name the fields. */
export class ClusterError extends ProblemError {
  constructor(
    readonly status: number,
    problem: ProblemInput,
    readonly causes: RefusalCause[] = []
  ) {
    super(problem);
  }
}

/** Known refusals by what their text says; the first that fits is taken. */
const REFUSALS: { pattern: RegExp; code: ProblemCode; message: string; suggestion: string }[] = [
  {
    pattern: /failed calling webhook|no endpoints available for service .*webhook/,
    code: 'webhook-unavailable',
    message: "Seldon's own check of manifests does not answer, so the cluster refuses all of them.",
    suggestion: 'Ask the administrator to look at the pod seldon-controller-manager and its certificate.'
  },
  {
    pattern: /exceeded quota|must specify (limits|requests)\./,
    code: 'quota-exceeded',
    message: "The namespace's quota does not allow it.",
    suggestion: 'Ask for less with --cpu-request and --memory-request or fewer replicas, or have the quota raised.'
  },
  {
    pattern: /admission webhook .* denied the request/,
    code: 'manifest-invalid',
    message: 'A check of the cluster refuses the manifest.',
    suggestion: 'Correct what it names.'
  },
  {
    pattern: /strict decoding error|is invalid:|cannot be handled as a|failed to create typed patch object/,
    code: 'manifest-invalid',
    message: 'The cluster refuses the manifest.',
    suggestion: 'Correct the fields that it names.'
  }
];

/** What an answer of 300 or more means. */
export function refusal(status: number, body: string): ClusterError {
  const parsed = Status.safeParse(jsonOf(body));
  const { message, reason, details } = parsed.success
    ? parsed.data
    : { message: body, reason: undefined, details: undefined };
  const text = redact(message.slice(0, 4000));
  const causes = (details?.causes ?? []).map(cause => ({ field: cause.field ?? '', message: cause.message }));
  if (status === 401) {
    return new ClusterError(status, unauthorised(text));
  }
  if (status === 409 && reason !== 'AlreadyExists') {
    return new ClusterError(status, conflict(text, causes), causes);
  }
  const known = REFUSALS.find(({ pattern }) => pattern.test(message));
  if (known) {
    return new ClusterError(status, { ...known, reason: firstLine(text), detail: text }, causes);
  }
  return status === 403
    ? new ClusterError(status, forbidden(text))
    : new ClusterError(status, refused(status, text), causes);
}

/** A cluster that gave no answer at all. */
export function unreachable(server: string, cause: unknown): ProblemError {
  return new ProblemError(
    {
      code: 'cluster-unreachable',
      message: `The cluster at ${server} does not answer.`,
      reason: redact((cause as Error).message || String(cause)),
      suggestion: 'See whether `kubectl version` answers; a VPN, a proxy or an expired login is the usual cause.'
    },
    { cause }
  );
}

function unauthorised(text: string): ProblemInput {
  return {
    code: 'cluster-unauthorised',
    message: 'The cluster does not know who you are.',
    reason: text || 'Its answer was 401.',
    suggestion: 'Log in again; a token of the kubeconfig has expired.'
  };
}

function forbidden(text: string): ProblemInput {
  return {
    code: 'cluster-forbidden',
    message: 'The cluster does not allow it.',
    reason: text,
    suggestion: 'See `deploy-model cluster` for what is allowed, and ask the administrator for the rest.'
  };
}

function conflict(text: string, causes: RefusalCause[]): ProblemInput {
  const fields = causes.map(({ field, message }) => `${field.replace(/^\./, '')} (${message})`);
  return {
    code: 'apply-conflict',
    message: 'Somebody else changed it meanwhile.',
    reason: fields.length > 0 ? `Managed by others: ${fields.join('; ')}.` : firstLine(text),
    suggestion: 'Look at the change with `deploy-model diff`, then take over with --take-over, or leave it.',
    detail: text
  };
}

function refused(status: number, text: string): ProblemInput {
  return {
    code: 'cluster-refused',
    message: `The cluster refused with status ${status}.`,
    reason: firstLine(text),
    suggestion: 'Look at the text below.',
    detail: text
  };
}

function firstLine(text: string): string {
  return text.split('\n')[0]!.slice(0, 600);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
