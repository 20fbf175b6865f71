import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RunRequest } from '../../src/contract/run';
import { RunStore } from '../../src/pipeline/run-store';

let folder: string;
let store: RunStore;
const request = RunRequest.parse({ model: 'models:/churn@champion' });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runs ü '));
  store = new RunStore(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('finds a run again that it has written', async () => {
  const { id } = await store.create(request);
  const found = await new RunStore(folder).load(id);
  expect(found.state).toBe('running');
  expect(found.request).toEqual(request);
  expect(found.stages.map(stage => stage.name)).toEqual(['select', 'wrap', 'build', 'test', 'deploy']);
});

it('says that a run was interrupted when its process is gone', async () => {
  const run = await store.create(request);
  run.owner = { pid: process.pid, started: 'another boot' };
  run.stages[0]!.state = 'finished';
  run.stages[1]!.state = 'running';
  await store.save(run);
  const found = await store.load(run.id);
  expect(found.state).toBe('interrupted');
  expect(found.stages.map(stage => stage.state)).toEqual(['finished', 'failed', 'waiting', 'waiting', 'waiting']);
  expect(found.problem?.suggestion).toContain(run.id);
});

it('leaves a run alone that goes on on another machine with the same home folder', async () => {
  const run = await store.create(request);
  run.owner = { pid: 1, started: 'its boot-1', host: 'another-machine' };
  await store.save(run);
  expect(await store.load(run.id)).toMatchObject({ state: 'running' });
  await expect(store.takeOver(run.id, {}, new AbortController().signal)).rejects.toMatchObject({
    problem: { code: 'run-busy', reason: expect.stringContaining('another-machine') as string }
  });
});

it('goes on with a run of another machine that has been silent for long', async () => {
  const run = await store.create(request);
  run.owner = { pid: 1, started: 'its boot-1', host: 'another-machine' };
  await store.save(run);
  const before = Date.now() / 1000 - 600;
  await utimes(join(folder, run.id, 'run.json'), before, before);
  expect(await store.load(run.id)).toMatchObject({ state: 'interrupted' });
  expect(await store.takeOver(run.id, {}, new AbortController().signal)).toMatchObject({ state: 'running' });
});

it('lists the newest run first and passes over broken folders', async () => {
  const first = await store.create(request);
  first.state = 'finished';
  await store.save(first);
  await writeFile(join(folder, 'not-a-run'), '');
  await sleep(2);
  const second = await store.create(request);
  expect((await store.list()).map(run => run.id)).toEqual([second.id, first.id]);
});

it('keeps running runs and forgets the oldest ended ones', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 33; i++) {
    const run = await store.create(request);
    run.state = i === 0 ? 'running' : 'finished';
    await store.save(run);
    ids.push(run.id);
    await sleep(2);
  }
  await store.forgetOld();
  const kept = (await store.list()).map(run => run.id);
  // Thirty, the last one among them, and the oldest, which goes on.
  expect(kept).toEqual([...ids.slice(3).reverse(), ids[0]]);
});

it('forgets runs that made nothing before an older one that did', async () => {
  const first = await store.create(request);
  first.stages[0]!.state = 'finished';
  await store.save({ ...first, state: 'failed' });
  const typos: string[] = [];
  for (let i = 0; i < 33; i++) {
    await sleep(2);
    const typo = await store.create(request);
    typo.stages[0]!.state = 'failed';
    await store.save({ ...typo, state: 'failed' });
    typos.push(typo.id);
  }
  await store.forgetOld();
  const kept = (await store.list()).map(run => run.id);
  expect(kept).toEqual([...typos.slice(4).reverse(), first.id]);
});

it('keeps an ended run that is needed, however many came since', async () => {
  const ids: string[] = [];
  const demanding = new RunStore(folder, async () => new Set(ids.slice(1, 2)));
  for (let i = 0; i < 33; i++) {
    const run = await demanding.create(request);
    await demanding.save({ ...run, state: 'finished' });
    ids.push(run.id);
    await sleep(2);
  }
  await demanding.forgetOld();
  const kept = (await demanding.list()).map(run => run.id);
  expect(kept).toEqual([...ids.slice(3).reverse(), ids[1]]);
});

it('lets one alone go on with an interrupted run', async () => {
  const run = await store.create(request);
  await store.save({ ...run, owner: { pid: process.pid, started: 'another boot' } });
  const { signal } = new AbortController();
  const outcomes = await Promise.all(
    [1, 2, 3].map(() =>
      new RunStore(folder).takeOver(run.id, {}, signal).then(
        ({ state }) => state,
        (error: { problem: { code: string } }) => error.problem.code
      )
    )
  );
  expect(outcomes.sort()).toEqual(['run-busy', 'run-busy', 'running']);
});

it('cancels at once a run that nobody runs any more', async () => {
  const run = await store.create(request);
  await store.save({ ...run, owner: { pid: process.pid, started: 'another boot' } });
  await store.requestCancel(await store.load(run.id));
  expect((await store.load(run.id)).state).toBe('cancelled');
});

it('removes nothing but a run', async () => {
  await mkdir(join(folder, 'other'));
  await expect(store.remove('../' + basename(folder))).rejects.toMatchObject({ problem: { code: 'no-such-run' } });
  await expect(store.remove('other')).rejects.toMatchObject({ problem: { code: 'no-such-run' } });
  expect(await readdir(folder)).toEqual(['other']);
});

it.each(['nothing', '../../etc', '', 'a/b'])('has no run %j', async id => {
  await expect(store.load(id)).rejects.toMatchObject({ problem: { code: 'no-such-run' } });
});

it('tells at once a folder below one that takes no new ones', async () => {
  await expect(new RunStore('/proc/x/.local/share/runs').create(request)).rejects.toMatchObject({
    problem: { code: 'not-writable', message: expect.stringContaining('/proc/x') as string }
  });
});

it('tells a folder that cannot be written', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  const nowhere = new RunStore(join(file, 'runs'));
  await expect(nowhere.create(request)).rejects.toMatchObject({ problem: { code: 'not-writable' } });
});
