import { ProblemError } from '../../src/contract/problem';
import { createApp } from '../../src/service/app';
import type { Handlers } from '../../src/service/handlers';

const status = () => ({ version: '1', pid: 1, startedAt: 'now', busy: [] });

/** An app of which one call does what a test says. */
function appWith(handlers: Partial<Handlers>) {
  return createApp({ status, handlers: async () => handlers as Handlers });
}

async function problemOf(response: Response | Promise<Response>) {
  const answer = await response;
  return { status: answer.status, ...((await answer.json()) as object) };
}

it('tells its status without anything else being there', async () => {
  const app = createApp({ status, handlers: () => Promise.reject(new Error('not now')) });
  expect(await (await app.request('/status')).json()).toEqual(status());
});

it.each(['/nothing', '/runs/x/y/z', '/RUNS', '/runs/'])('knows no call %s', async path => {
  expect(await problemOf(appWith({}).request(path))).toMatchObject({ status: 404, code: 'no-such-call' });
});

it('gives a Problem the status that belongs to it', async () => {
  const problem = { code: 'run-busy', message: 'It runs.', suggestion: 'Wait.' } as const;
  const app = appWith({ cancelRun: () => Promise.reject(new ProblemError(problem)) });
  expect(await problemOf(app.request('/runs/x/cancel', { method: 'POST' }))).toMatchObject({ status: 409, ...problem });
});

it('takes secrets out of what went wrong', async () => {
  const app = appWith({
    listRuns: () => Promise.reject(new Error('GET http://me:hush-hush@host failed, token=hush-hush'))
  });
  const answer = await problemOf(app.request('/runs'));
  expect(answer).toMatchObject({ status: 500, code: 'unexpected' });
  expect(JSON.stringify(answer)).not.toContain('hush-hush');
});

it('lets nothing out that the table does not name', async () => {
  const run = { removed: 'x', secret: 'y' };
  const app = appWith({ removeRun: () => run });
  expect(await (await app.request('/runs/x', { method: 'DELETE' })).json()).toEqual({ removed: 'x' });
});

it('refuses a body that is too large without reading it', async () => {
  const body = 'x'.repeat(17 * 1024 * 1024);
  const headers = { 'content-length': String(body.length) };
  const answer = await problemOf(appWith({}).request('/runs', { method: 'POST', body, headers }));
  expect(answer).toMatchObject({ status: 400, code: 'bad-request', message: 'The request is too large.' });
});

it('decodes what stands in a path', async () => {
  const app = appWith({ removeRun: ({ id }) => ({ removed: id }) });
  expect(await (await app.request('/runs/a%2Db', { method: 'DELETE' })).json()).toEqual({ removed: 'a-b' });
});
