import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RunRequest } from '../../src/contract/run';
import type { Pipeline } from '../../src/pipeline/pipeline';
import { Activity } from '../../src/service/activity';
import { Runs } from '../../src/service/runs';
import { createPipeline } from '../../src/wiring/create-pipeline';
import { SUM } from './bench';
import { FakeMlflow } from '../fakes/mlflow-server';

const never = new AbortController().signal;
let folder: string;
let pipeline: Pipeline;
let activity: Activity;
let runs: Runs;
let fake: FakeMlflow;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runs-'));
  await mkdir(join(folder, 'sum'));
  await writeFile(join(folder, 'sum', 'Sum.py'), SUM);
  fake = await new FakeMlflow().start();
  pipeline = createPipeline(resolve('jupyterlab_deploy_model/programs'), {
    ...process.env,
    DEPLOY_MODEL_HOME: join(folder, 'home')
  });
  activity = new Activity();
  runs = new Runs(pipeline, activity);
});
afterEach(async () => {
  await runs.close();
  await fake.stop();
  await rm(folder, { recursive: true, force: true });
});

const wrapOnly = () => runs.start({ ...RunRequest.parse({ model: join(folder, 'sum') }), until: 'wrap' });

/** Goes on until it is cancelled: its tracking server does not answer. */
function endless() {
  fake.handle = () => sleep(60_000, undefined, { ref: false });
  const request = RunRequest.parse({ model: `runs:/${'0'.repeat(32)}/model`, trackingUri: fake.uri });
  return runs.start({ ...request, until: 'deploy' });
}

async function ended(id: string) {
  for (let after = 0; ;) {
    const page = await runs.events({ id, after, wait: 20 }, never);
    if (page.events.length === 0 && page.state !== 'running') {
      return pipeline.run(id);
    }
    after = page.last;
  }
}

it('gives a run as soon as it has begun, and tells its events as they come', async () => {
  const { id, state } = await wrapOnly();
  expect(state).toBe('running');
  const first = await runs.events({ id, after: 0, wait: 20 }, never);
  expect(first.events[0]).toMatchObject({ number: 1, event: 'run-started', run: id });
  expect(first.last).toBe(first.events.length);
  expect(await ended(id)).toMatchObject({ state: 'finished' });
});

it('carries on several runs at once', async () => {
  // The one that ends by itself begins last, so that it has not ended yet.
  const all = [...(await Promise.all([endless(), endless()])), await wrapOnly()];
  expect(activity.ids.sort()).toEqual(all.map(({ id }) => id).sort());
  expect(await ended(all[2]!.id)).toMatchObject({ state: 'finished' });
});

it('answers with no events when none came in time', async () => {
  const { id } = await endless();
  const { last } = await runs.events({ id, after: 0, wait: 0 }, never);
  await sleep(300);
  const page = await runs.events({ id, after: last + 99, wait: 1 }, never);
  expect(page).toEqual({ events: [], last: last + 99, state: 'running' });
});

it('does not go on waiting for a caller that is gone', async () => {
  const { id } = await endless();
  const gone = new AbortController();
  const waiting = runs.events({ id, after: 999, wait: 25 }, gone.signal);
  gone.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
});

it('tells the end of a run to those who wait for it', async () => {
  const { id } = await endless();
  const waiting = runs.events({ id, after: 999, wait: 25 }, never);
  await pipeline.cancel(id);
  expect(await waiting).toMatchObject({ events: [], state: 'cancelled' });
});

it('resumes a run that stopped after wrap, and lets only one of two do so', async () => {
  const { id } = await wrapOnly();
  await ended(id);
  const both = await Promise.allSettled([1, 2].map(() => runs.resume({ id, until: 'wrap' })));
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await ended(id);
});

it('takes changes of the request for what is still to be done', async () => {
  const { id } = await wrapOnly();
  await ended(id);
  await runs.resume({ id, until: 'wrap', name: 'other', startTimeout: 7 });
  expect((await ended(id)).request).toMatchObject({ name: 'other', startTimeout: 7 });
});

it('forgets a run, but not one that goes on', async () => {
  const { id } = await endless();
  await expect(runs.remove(id)).rejects.toMatchObject({ problem: { code: 'run-busy' } });
  await pipeline.cancel(id);
  expect(await runs.remove(id)).toEqual({ removed: id });
  await expect(runs.events({ id, after: 0, wait: 0 }, never)).rejects.toMatchObject({
    problem: { code: 'no-such-run' }
  });
});

it('leaves runs that it cannot finish as interrupted when it ends', async () => {
  const { id } = await endless();
  await runs.close();
  expect(activity.ids).toEqual([]);
  const events = await pipeline.eventReader(id).read(0, { lines: 100, bytes: 1e6 });
  expect(events.join('\n')).not.toContain('run-finished');
});

it('says why a run cannot begin', async () => {
  await writeFile(join(folder, 'home'), 'a file where a folder should be');
  await expect(wrapOnly()).rejects.toMatchObject({ problem: { code: expect.any(String) as string } });
  expect(activity.ids).toEqual([]);
});
