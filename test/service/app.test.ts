import { ProblemError } from '../../src/contract/problem';
import { type App, type AppAnswer, createApp } from '../../src/service/app';
import type { Handlers } from '../../src/service/handlers';

const status = () => ({ version: '1', pid: 1, startedAt: 'now', busy: [] });

/** An app of which one call does what a test says. */
function appWith(handlers: Partial<Handlers>) {
  return createApp({ status, handlers: async () => handlers as Handlers });
}

const ask = (app: App, method: string, url: string, body = '') =>
  app({ method, url, body: async () => body, gone: new AbortController().signal });

async function problemOf(answer: Promise<AppAnswer>) {
  const { status, body } = await answer;
  return { status, ...body };
}

it('tells its status without anything else being there', async () => {
  const app = createApp({ status, handlers: () => Promise.reject(new Error('not now')) });
  expect(await ask(app, 'GET', '/status')).toEqual({ status: 200, body: status() });
});

it.each(['/nothing', '/runs/x/y/z', '/RUNS', '/runs/'])('knows no call %s', async path => {
  expect(await problemOf(ask(appWith({}), 'GET', path))).toMatchObject({ status: 404, code: 'no-such-call' });
});

it('gives a Problem the status that belongs to it', async () => {
  const problem = { code: 'run-busy', message: 'It runs.', suggestion: 'Wait.' } as const;
  const app = appWith({ cancelRun: () => Promise.reject(new ProblemError(problem)) });
  expect(await problemOf(ask(app, 'POST', '/runs/x/cancel'))).toMatchObject({ status: 409, ...problem });
});

it('takes secrets out of what went wrong', async () => {
  const app = appWith({
    listRuns: () => Promise.reject(new Error('GET http://me:hush-hush@host failed, token=hush-hush'))
  });
  const answer = await problemOf(ask(app, 'GET', '/runs'));
  expect(answer).toMatchObject({ status: 500, code: 'unexpected' });
  expect(JSON.stringify(answer)).not.toContain('hush-hush');
});

it('lets nothing out that the table does not name', async () => {
  const run = { removed: 'x', secret: 'y' };
  const app = appWith({ removeRun: () => run });
  expect((await ask(app, 'DELETE', '/runs/x')).body).toEqual({ removed: 'x' });
});

it('decodes what stands in a path', async () => {
  const app = appWith({ removeRun: ({ id }) => ({ removed: id }) });
  expect((await ask(app, 'DELETE', '/runs/a%2Db')).body).toEqual({ removed: 'a-b' });
});
