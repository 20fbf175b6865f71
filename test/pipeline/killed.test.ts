import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import type { RunEvent } from '../../src/contract/event';
import { RunStore } from '../../src/pipeline/run-store';
import { homeOf } from '../../src/tools/home';
import { marked, SERVING, Workbench } from '../tools/processes/workbench';

// A deployment runs; a job that replaces it is killed at every moment. Real processes, with the fake serving runtime.

let bench: Workbench;
let env: NodeJS.ProcessEnv;
let folder: string;
let program: string;
beforeAll(async () => {
  bench = await Workbench.open();
  program = join(bench.folder, 'killed-job.cjs');
  await build({
    entryPoints: ['test/pipeline/killed-job.ts'],
    outfile: program,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    external: ['*.node'],
    loader: { '.py': 'text' },
    logLevel: 'error'
  });
  folder = join(bench.folder, 'component');
  mkdirSync(join(folder, '.s2i'), { recursive: true });
  writeFileSync(join(folder, '.s2i', 'environment'), 'MODEL_NAME=Model\n');
  writeFileSync(
    join(folder, 'Model.py'),
    'class Model:\n    def predict(self, X, names, meta):\n        return [[sum(row)] for row in X]\n'
  );
  writeFileSync(join(folder, 'request.json'), '{"data": {"ndarray": [[1, 2]]}}');
  const home = join(bench.folder, 'home');
  env = { ...process.env, DEPLOY_MODEL_HOME: home, DEPLOY_MODEL_RUNTIME: resolve(SERVING) };
  expect((await job(['deploy', folder])).at(-1)).toMatchObject({ event: 'run-finished', state: 'finished' });
}, 120_000);
afterAll(async () => {
  for (const revision of readdirSync(revisions())) {
    await bench.processes.stop(join(revisions(), revision, 'process'));
  }
  await bench.close();
  expect(marked(bench.folder)).toEqual([]);
});

const revisions = () => join(homeOf(env).deployments, 'sum', 'revisions');
const store = () => new RunStore(homeOf(env).runs);

/** Runs a job, kills it `after` ms after an event of which `when` is true; gives the events that came. */
async function job(args: string[], after = 0, when: (event: RunEvent) => boolean = () => false): Promise<RunEvent[]> {
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const events: RunEvent[] = [];
  const ended = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line) as RunEvent;
    events.push(event);
    if (when(event)) {
      await sleep(after);
      child.kill('SIGKILL');
    }
  }
  await ended;
  return events;
}

interface Recorded {
  revision: number;
  endpoint: { predictions: string };
}

const recorded = () =>
  JSON.parse(readFileSync(join(homeOf(env).deployments, 'sum', 'deployment.json'), 'utf8')) as Recorded;

/** What is recorded runs and answers, and nothing else runs. */
async function expectTruth(): Promise<void> {
  const { revision, endpoint } = recorded();
  const only = join(revisions(), String(revision), 'process');
  await bench.until(only, ({ state }) => state === 'running');
  await bench.waitFor(() => marked(bench.folder).length === 1);
  const body = JSON.stringify({ data: { ndarray: [[1, 2]] } });
  const answer = await fetch(endpoint.predictions, { method: 'POST', body });
  expect(await answer.json()).toEqual({ data: { ndarray: [[3]] } });
}

const STAGES = ['select', 'wrap', 'build', 'test', 'deploy'] as const;
const MOMENTS = STAGES.flatMap(stage => [
  [`${stage} has started`, 'stage-started', stage] as const,
  [`${stage} has finished`, 'stage-finished', stage] as const
]);

test.each(MOMENTS)(
  'a job that is killed when %s leaves what ran before, and goes on',
  async (_name, event, stage) => {
    const before = recorded().revision;
    const events = await job(['deploy', folder, event, stage]);
    expect(events.at(-1)).toMatchObject({ event, stage });
    const run = await store().load(events[0]!.run);

    await expectTruth();
    const done = run.stages.filter(({ state }) => state === 'finished').length;
    if (done < STAGES.length) {
      expect(run.state).toBe('interrupted');
      const again = await job(['resume', run.id]);
      expect(again.filter(({ event }) => event === 'stage-started')).toHaveLength(STAGES.length - done);
      expect(again.at(-1)).toMatchObject({ event: 'run-finished', state: 'finished' });
      expect([...events, ...again].map(({ number }) => number)).toEqual([...events, ...again].map((_, at) => at + 1));
    }
    await expectTruth();
    expect(recorded().revision).toBe(before + 1);
  },
  120_000
);

test('a job that is killed while it replaces a deployment leaves one of the two running, at any moment', async () => {
  const starts = (event: RunEvent) => event.event === 'stage-started' && event.stage === 'deploy';
  for (let after = 50; after <= 750; after += 100) {
    await job(['deploy', folder], after, starts);
    await expectTruth();
  }
}, 240_000);
