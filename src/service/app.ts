import { api, type Call, type CallName } from '../contract/api';
import type { ServiceStatus } from '../contract/machine';
import { ProblemError, PROBLEMS, problemOf } from '../contract/problem';
import { redact } from '../tools/redact';
import { inputOf } from './call-input';
import type { Handlers } from './handlers';
import { Routes } from './routes';

/** A request as the server hands it over. */
export interface AppRequest {
  /** In capital letters. */
  method: string;
  /** Path and query, as they were sent. */
  url: string;
  /** The whole body as text; it is read when the call has one. */
  body: () => Promise<string>;
  /** Aborted when the caller does not wait any more. */
  gone: AbortSignal;
}

/** A status and what is sent with it as JSON. */
export interface AppAnswer {
  status: number;
  body: object;
}

/** Answers whatever it is asked, and never rejects. */
export type App = (request: AppRequest) => Promise<AppAnswer>;

type Handler = (input: object, gone: AbortSignal) => unknown;

export interface AppParts {
  status: () => ServiceStatus;
  /** Asked for at each call; what is behind them is loaded at the first one. */
  handlers: () => Promise<Handlers>;
}

/** The API as a function, and its description at /openapi.json. */
export function createApp({ status, handlers }: AppParts): App {
  const names = Object.keys(api) as CallName[];
  const routes = new Routes(names.map(name => ({ method: api[name].method, path: api[name].path, what: name })));
  const handlerOf = async (name: CallName) => (name === 'getStatus' ? status : (await handlers())[name]) as Handler;

  async function answer({ method, url, body, gone }: AppRequest): Promise<object> {
    const [path = '', query = ''] = url.split(/\?(.*)/s);
    if (method === 'GET' && path === '/openapi.json') {
      const { openapiDocument } = await import('./openapi');
      return openapiDocument(status().version);
    }
    const route = routes.find(method, path);
    if (!route) {
      throw noSuchCall(method, path);
    }
    const call: Call = api[route.what];
    const incoming = { params: route.params, query: new URLSearchParams(query), body: call.body ? await body() : '' };
    const handler = await handlerOf(route.what);
    // Nothing leaves that the table does not name.
    return call.answer.parse(await handler(inputOf(call, incoming), gone)) as object;
  }

  return request => answer(request).then(body => ({ status: 200, body }), answerProblem);
}

function noSuchCall(method: string, path: string): ProblemError {
  return new ProblemError({
    code: 'no-such-call',
    message: `There is no ${method} ${path}.`,
    reason: 'Browser part and service may have different versions.',
    suggestion: 'Reload the page; the calls are described in /openapi.json.'
  });
}

/** Whatever a call threw, as a Problem with its status; secrets in raw texts stay here. */
function answerProblem(error: unknown): AppAnswer {
  const problem = problemOf(error);
  const { message, reason, detail } = problem;
  const body = { ...problem, message: redact(message), reason: redact(reason), detail: detail && redact(detail) };
  return { status: PROBLEMS[problem.code].status, body };
}
