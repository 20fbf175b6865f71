import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { RunEvent } from '../../src/contract/event';
import { Problem, ProblemError } from '../../src/contract/problem';
import { type Run, RunRequest } from '../../src/contract/run';
import { STAGES, type StageName } from '../../src/contract/stage';
import { EventLog } from '../../src/pipeline/event-log';
import { runJob } from '../../src/pipeline/run-job';
import { RunStore } from '../../src/pipeline/run-store';
import type { Context, Stage } from '../../src/pipeline/stage';
import type { Stages } from '../../src/pipeline/stages';

/** Five stages that count how often each ran; a test makes one of them fail or wait. */
class CountingStages {
  readonly ran: StageName[] = [];
  /** What each stage says that its output needs. */
  paths: Partial<Record<StageName, string>> = {};
  failing?: { stage: StageName; error: Error };
  warning?: Problem;
  waitIn?: StageName;
  /** Is called when that stage waits. */
  onWait: () => void = () => undefined;
  afterwards: Partial<Record<StageName, () => void | Promise<void>>> = {};

  stages(): Stages {
    return Object.fromEntries(STAGES.map(name => [name, this.#stage(name)])) as unknown as Stages;
  }

  #stage(name: StageName): Stage<{ path?: string }, { path: string }> {
    return {
      title: name,
      output: z.object({ path: z.string() }),
      check: async () => (name === 'wrap' && this.warning ? [this.warning] : []),
      run: async (input, { signal }: Context) => {
        this.ran.push(name);
        if (this.waitIn === name) {
          await new Promise((_, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason as Error));
            this.onWait();
          });
        }
        if (this.failing?.stage === name) {
          throw this.failing.error;
        }
        await this.afterwards[name]?.();
        return { path: `${input.path ?? ''}/${name}` };
      },
      paths: () => [this.paths[name] ?? folder],
      note: output => output.path
    };
  }
}

let folder: string;
let store: RunStore;
let counting: CountingStages;
let seen: RunEvent[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'job-'));
  store = new RunStore(folder);
  counting = new CountingStages();
  seen = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function go(run: Run, options: { signal?: AbortSignal; until?: StageName } = {}): Promise<Run> {
  const events = new EventLog(join(store.folderOf(run.id), 'events.ndjson'), run.id, event => seen.push(event));
  const { signal = new AbortController().signal, until = 'deploy' } = options;
  const context = { signal, workdir: store.folderOf(run.id) } as Omit<Context, 'log'>;
  const ended = await runJob({ run, store, stages: counting.stages(), events, context, until });
  events.close();
  return ended;
}

const start = () => store.create(RunRequest.parse({ model: 'runs:/x/y' }));

it('hands the output of each stage to the next', async () => {
  const run = await go(await start());
  expect(run.state).toBe('finished');
  expect(run.stages.at(-1)?.note).toBe('/select/wrap/build/test/deploy');
});

it('stops at the stage that fails and says why', async () => {
  const error = new ProblemError({ code: 'python-missing', message: 'No Python 3.11.', suggestion: 'Install it.' });
  counting.failing = { stage: 'build', error };
  const run = await go(await start());
  expect(run.state).toBe('failed');
  expect(run.problem?.code).toBe('python-missing');
  expect(counting.ran).toEqual(['select', 'wrap', 'build']);
  expect(run.stages.map(stage => stage.state)).toEqual(['finished', 'finished', 'failed', 'waiting', 'waiting']);
  expect(seen.at(-1)).toMatchObject({ event: 'run-finished', state: 'failed' });
});

it('keeps what it was told to stop after, and tells it while it runs', async () => {
  counting.failing = { stage: 'build', error: new Error('once') };
  const run = await start();
  let during: Run | undefined;
  counting.afterwards.select = async () => void (during = await store.load(run.id));
  await go(run, { until: 'build' });
  expect([during?.until, (await store.load(run.id)).until]).toEqual(['build', 'build']);
  counting.failing = undefined;
  expect((await go({ ...(await store.load(run.id)), state: 'running', problem: undefined })).until).toBe('deploy');
});

it('resumes after the last finished stage', async () => {
  counting.failing = { stage: 'test', error: new Error('once') };
  const run = await go(await start());
  counting.failing = undefined;
  counting.ran.length = 0;
  const again = await go({ ...(await store.load(run.id)), state: 'running', problem: undefined });
  expect(again.state).toBe('finished');
  expect(counting.ran).toEqual(['test', 'deploy']);
});

it('runs a finished stage again when what it left is damaged', async () => {
  counting.failing = { stage: 'test', error: new Error('once') };
  const run = await go(await start());
  await rm(join(store.folderOf(run.id), 'wrap.json'));
  counting.failing = undefined;
  counting.ran.length = 0;
  await go({ ...(await store.load(run.id)), state: 'running', problem: undefined });
  // The later ones were made from what is damaged.
  expect(counting.ran).toEqual(['wrap', 'build', 'test', 'deploy']);
});

it('runs a finished stage again when the files that it made are gone, and no earlier one', async () => {
  counting.failing = { stage: 'test', error: new Error('once') };
  const run = await go(await start());
  counting.failing = undefined;
  counting.ran.length = 0;
  // The cache was emptied: the model that was selected is in the wrapped folder by now.
  counting.paths = { select: '/nowhere', build: '/nowhere' };
  await go({ ...(await store.load(run.id)), state: 'running', problem: undefined });
  expect(counting.ran).toEqual(['build', 'test', 'deploy']);
});

it('forgets what later stages made when an earlier one runs again, even when it is killed then', async () => {
  const run = await go(await start());
  await rm(join(store.folderOf(run.id), 'wrap.json'));
  counting.failing = { stage: 'wrap', error: new Error('once') };
  await go({ ...(await store.load(run.id)), state: 'running', problem: undefined });
  const states = (await store.load(run.id)).stages.map(stage => stage.state);
  expect(states).toEqual(['finished', 'failed', 'waiting', 'waiting', 'waiting']);
});

it('keeps what a stage made when it is cancelled at its end', async () => {
  const controller = new AbortController();
  counting.afterwards = { wrap: () => controller.abort() };
  const run = await go(await start(), { signal: controller.signal });
  expect(run.stages.map(stage => stage.state)).toEqual(['finished', 'finished', 'cancelled', 'waiting', 'waiting']);
});

it('is finished when the cancel comes after the model was deployed', async () => {
  const controller = new AbortController();
  counting.afterwards = { deploy: () => controller.abort() };
  expect((await go(await start(), { signal: controller.signal })).state).toBe('finished');
});

it('is cancelled in the middle of a stage', async () => {
  const controller = new AbortController();
  counting.waitIn = 'build';
  counting.onWait = () => setImmediate(() => controller.abort());
  const run = await go(await start(), { signal: controller.signal });
  expect(run.state).toBe('cancelled');
  expect(run.stages[2]?.state).toBe('cancelled');
  expect(counting.ran).not.toContain('test');
});

it('shows warnings and goes on, and stops at an error of a check', async () => {
  const warning = Problem.parse({ code: 'no-example', severity: 'warning', message: 'm', suggestion: 's' });
  counting.warning = warning;
  expect((await go(await start())).warnings).toEqual([warning]);
  counting.warning = { ...warning, severity: 'error' };
  const run = await go(await start());
  expect(run.problem?.code).toBe('no-example');
  expect(seen.filter(event => event.event === 'warning')).toHaveLength(1);
});

it('stops after the stage that was asked for', async () => {
  await go(await start(), { until: 'wrap' });
  expect(counting.ran).toEqual(['select', 'wrap']);
});

it('turns an error that nobody foresaw into a Problem with its text', async () => {
  counting.failing = { stage: 'wrap', error: new TypeError('x is not a function') };
  const run = await go(await start());
  expect(run.problem).toMatchObject({ code: 'unexpected', detail: expect.stringContaining('x is not a function') });
});
