import { z } from 'zod';
import { DeploymentName } from './deployment';
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

/** How every change of a deployment can fail at once; what comes later is in its task. */
export const CHANGE = ['no-such-deployment', 'deployment-busy'] as const satisfies ProblemCode[];
