import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { api, type Call, type CallName } from '../contract/api';
import type { ServiceStatus } from '../contract/machine';
import { ProblemError, PROBLEMS, problemOf } from '../contract/problem';
import { redact } from '../tools/redact';
import { inputOf } from './call-input';
import type { Handlers } from './handlers';

/** Bytes of a request: a few wrapped files or a large test request, never a model. */
const LARGEST_BODY = 16 * 1024 * 1024;

type Handler = (input: object, gone: AbortSignal) => unknown;

export interface AppParts {
  status: () => ServiceStatus;
  /** Asked for at each call; what is behind them is loaded at the first one. */
  handlers: () => Promise<Handlers>;
  /** Told after every answer. */
  onAnswer?: () => void;
}

/** The API over HTTP, and its description at /openapi.json. */
export function createApp({ status, handlers, onAnswer }: AppParts): Hono {
  const app = new Hono();
  app.use(async (_, next) => {
    await next();
    onAnswer?.();
  });
  app.use(bodyLimit({ maxSize: LARGEST_BODY, onError: tooLarge }));
  for (const name of Object.keys(api) as CallName[]) {
    const handlerOf = async () => (name === 'getStatus' ? status : (await handlers())[name]) as Handler;
    addRoute(app, api[name], async (input, gone) => (await handlerOf())(input, gone));
  }
  app.get('/openapi.json', async context => {
    const { openapiDocument } = await import('./openapi');
    return context.json(openapiDocument(status().version));
  });
  app.notFound(({ req }) => {
    throw new ProblemError({
      code: 'no-such-call',
      message: `There is no ${req.method} ${req.path}.`,
      reason: 'Browser part and service may have different versions.',
      suggestion: 'Reload the page; the calls are described in /openapi.json.'
    });
  });
  app.onError(answerProblem);
  return app;
}

function addRoute(app: Hono, call: Call, handler: Handler): void {
  app.on(call.method.toUpperCase(), call.path.replace(/\{(\w+)\}/g, ':$1'), async ({ req, json }) => {
    const input = inputOf(call, {
      params: req.param() as Record<string, string>,
      query: new URL(req.url).searchParams,
      body: call.body ? await req.text() : ''
    });
    // Nothing leaves that the table does not name.
    return json(call.answer.parse(await handler(input, req.raw.signal)) as object);
  });
}

function tooLarge(): Response {
  throw new ProblemError({
    code: 'bad-request',
    message: 'The request is too large.',
    reason: `It has more than ${LARGEST_BODY / 1024 / 1024} MB.`,
    suggestion: 'Send less; large inputs go to the model itself.'
  });
}

/** Whatever a route threw, as a Problem with its status; secrets in raw texts stay here. */
function answerProblem(error: Error, context: Context): Response {
  const problem = problemOf(error);
  const { message, reason, detail } = problem;
  const answer = { ...problem, message: redact(message), reason: redact(reason), detail: detail && redact(detail) };
  return context.json(answer, PROBLEMS[problem.code].status);
}
