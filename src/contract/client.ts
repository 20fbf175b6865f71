import { api, type Call, type CallAnswer, type CallInput, type CallName } from './api';
import { Problem, ProblemError } from './problem';

/** One request on its way to the service. `path` starts with `/` and has its query; `body` becomes JSON. */
export interface OutgoingCall<Signal> {
  method: string;
  path: string;
  body?: unknown;
  signal?: Signal;
}

/**
 * Carries one request to the service and gives status and parsed body (undefined when it is no JSON); throws only when
 * there was no answer. The browser and a test each have their own. `Signal` is the platform's AbortSignal, a type that
 * neither zod nor the language brings.
 */
export type Send<Signal> = (call: OutgoingCall<Signal>) => Promise<{ status: number; body: unknown }>;

/** A function for every call of the API. */
export type Client<Signal> = {
  [N in CallName]: (input: CallInput<N>, signal?: Signal) => Promise<CallAnswer<N>>;
};

/** Makes the client; an answer that is not a success becomes a ProblemError. What `send` throws is passed on. */
export function createClient<Signal>(send: Send<Signal>): Client<Signal> {
  const names = Object.keys(api) as CallName[];
  return Object.fromEntries(names.map(name => [name, createCall(api[name], send)])) as unknown as Client<Signal>;
}

function createCall<Signal>(call: Call, send: Send<Signal>) {
  return async (input: Record<string, unknown>, signal?: Signal): Promise<unknown> => {
    const { status, body } = await send({
      method: call.method.toUpperCase(),
      path: pathOf(call, input),
      body: call.body?.parse(input),
      signal
    });
    if (status < 200 || status > 299) {
      throw new ProblemError(problemIn(status, body));
    }
    return call.answer.parse(body);
  };
}

function pathOf({ path, query }: Call, input: Record<string, unknown>): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(input[name])));
  const pairs = Object.keys(query?.shape ?? {}).flatMap(name =>
    valuesOf(input[name]).map(value => `${name}=${encodeURIComponent(String(value))}`)
  );
  return pairs.length > 0 ? `${filled}?${pairs.join('&')}` : filled;
}

function valuesOf(value: unknown): unknown[] {
  if (value === undefined) {
    return [];
  }
  return Array.isArray(value) ? value : [value];
}

/** Not every answer is the service's own: a proxy on the way or a login page has its own words. */
function problemIn(status: number, body: unknown): Problem {
  const told = Problem.safeParse(body);
  if (told.success) {
    return told.data;
  }
  return status === 401 || status === 403
    ? Problem.parse({
        code: 'not-allowed',
        message: 'The Jupyter server refused the request.',
        reason: 'You are logged out, or not allowed to do this.',
        suggestion: 'Log in again by reloading the page; else ask whoever runs this server.'
      })
    : Problem.parse({
        code: 'service-unavailable',
        message: `The Jupyter server answered with status ${status}.`,
        reason: 'The answer is not one of the deployment service.',
        suggestion: 'See whether the server extension is on: jupyter server extension list.'
      });
}
