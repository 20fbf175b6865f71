import { z } from 'zod';
import { DeploymentName } from './deployment';
import { NamespaceName } from './kubernetes';
import type { ProblemCode } from './problem';

/**
 * One call of the API. `params` are in the path and text; `query` holds text, numbers, booleans or lists of text;
 * `body` is a JSON object. No two of them share a name, so that a caller gives one object. A GET changes nothing.
 */
export interface Call {
  method: 'get' | 'post' | 'put' | 'delete';
  path: `/${string}`;
  summary: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodObject;
  answer: z.ZodType;
  /** How it can fail beside bad-request and unexpected. */
  problems: readonly ProblemCode[];
}

export const id = z.object({ id: z.string().regex(/^[\w-]{1,64}$/, 'letters, digits, dashes and underscores') });
export const name = z.object({ name: DeploymentName });

/**
 * A place on a cluster: where to look, or which of several deployments of one name is meant. Without it a name means the
 * deployment on this machine, else the only one that was deployed from here, else the one in the current context's namespace.
 */
export const place = z.object({
  context: z.string().min(1).optional().meta({ description: 'Context of the kubeconfig; the current one by default' }),
  namespace: NamespaceName.optional().meta({ description: "Namespace of the cluster; the context's by default" })
});

/** Seconds that a call waits for something new before it answers with nothing. Proxies cut at 30. */
export const wait = z.number().int().min(0).max(25).default(0);

/** How a call to a cluster can fail, whatever it is for. */
export const CLUSTER = [
  'cluster-missing',
  'cluster-unreachable',
  'cluster-unauthorised',
  'cluster-forbidden',
  'cluster-refused'
] as const satisfies ProblemCode[];

/** How finding a deployment by its name can fail: it may have to be looked for on a cluster. */
export const NAMED = ['no-such-deployment', 'deployment-ambiguous', ...CLUSTER] as const satisfies ProblemCode[];

/** How every change of a deployment can fail at once; what comes later is in its task. */
export const CHANGE = [...NAMED, 'deployment-busy'] as const satisfies ProblemCode[];
