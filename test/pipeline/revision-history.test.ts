import { rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { RunRequest, type Tested } from '../../src/contract/run';
import { DeploymentStore } from '../../src/pipeline/deployment-store';
import { Pipeline } from '../../src/pipeline/pipeline';
import { RevisionHistory } from '../../src/pipeline/revision-history';
import { RunStore } from '../../src/pipeline/run-store';
import type { Targets } from '../../src/pipeline/targets';
import { digestOf } from '../../src/tools/folder-digest';
import { silent } from '../../src/tools/log';
import { MODEL, predict, TargetBench } from './targets/workbench';

const DOUBLE = 'class Model:\n    def predict(self, X, names, meta):\n        return [[2 * sum(row)] for row in X]\n';

// Several real programs start in each, one after the other.
jest.setTimeout(120_000);

let bench: TargetBench;
let runs: RunStore;
let pipeline: Pipeline;

beforeEach(async () => {
  bench = await TargetBench.open();
  runs = new RunStore(bench.home.runs);
  const nothing = { status: async () => undefined, list: async () => [] };
  const targets = { process: bench.target, docker: nothing, kubernetes: nothing } as unknown as Targets;
  // A rollback asks the target alone.
  pipeline = new Pipeline({} as Pipeline['tools'], bench.home, targets, {} as Pipeline['images']);
});
afterEach(() => bench.close());

/** Deploys a model as a run does that has passed its test; gives what the run kept, and the run's id. */
async function deploy(
  code: string,
  request: Partial<Tested['request']> = {}
): Promise<{ run: string; tested: Tested }> {
  const { id } = await runs.create(RunRequest.parse({ model: 'sum' }));
  const made = await bench.tested(code, request);
  // A folder of the user's own that nobody changes.
  const tested = { ...made, model: { ...made.model, digest: await digestOf(made.component.folder) } };
  await runs.saveOutput(id, 'test', tested);
  await bench.target.deploy(tested, 'sum', { ...bench.context(), workdir: runs.folderOf(id) });
  return { run: id, tested };
}

const work = () => ({ onEvent: () => {}, log: silent, signal: AbortSignal.timeout(60_000) });
const answer = async () => {
  const { deployment } = await pipeline.deployment('sum');
  return predict(deployment.endpoint!.predictions, [[1, 2]]);
};

it('brings back what ran before, as a new revision', async () => {
  const { run } = await deploy(MODEL);
  await deploy(DOUBLE);
  expect(await answer()).toEqual([[6]]);

  await pipeline.rollback('sum', 1, work());

  expect(await answer()).toEqual([[3]]);
  expect(await pipeline.revisions('sum')).toMatchObject([
    { revision: 3, current: true, run, verdict: 'All is well.', gone: false },
    { revision: 2, current: false },
    { revision: 1, current: false, run }
  ]);
});

it('brings back what ran before more runs than are kept', async () => {
  for (const { run } of [await deploy(MODEL), await deploy(DOUBLE)]) {
    await runs.save({ ...(await runs.load(run)), state: 'finished' });
  }
  for (let i = 0; i < 31; i++) {
    const later = await pipeline.deploy(RunRequest.parse({ model: 'no/such/folder' }), work());
    later.stages[0]!.state = 'finished';
    await runs.save(later);
  }

  await pipeline.rollback('sum', 1, work());

  expect(await answer()).toEqual([[3]]);
});

it('brings back what a rollback had replaced', async () => {
  await deploy(MODEL);
  await deploy(DOUBLE);
  await pipeline.rollback('sum', 1, work());

  await pipeline.rollback('sum', 2, work());

  expect(await answer()).toEqual([[6]]);
});

it('says what changed between two revisions', async () => {
  await deploy(MODEL, { memory: 256 });
  await deploy(MODEL, { memory: 512 });

  const changed = (await pipeline.diff('sum', 1, 2)).filter(({ kind }) => kind !== 'same');

  expect(changed).toEqual(
    expect.arrayContaining([
      { kind: 'removed', text: '  memory: 256' },
      { kind: 'added', text: '  memory: 512' }
    ])
  );
});

it('says that a revision is gone when its run was removed, and leaves what runs alone', async () => {
  const { run } = await deploy(MODEL);
  await deploy(DOUBLE);
  await runs.remove(run);

  await expect(pipeline.rollback('sum', 1, work())).rejects.toMatchObject({ problem: { code: 'no-such-revision' } });

  expect(await answer()).toEqual([[6]]);
  expect((await pipeline.revisions('sum'))[1]).toMatchObject({ revision: 1, gone: true });
});

it('says with the target how to make again what is gone', async () => {
  const { run } = await deploy(MODEL);
  await runs.remove(run);
  const store = new DeploymentStore(bench.home.deployments);
  await store.write({ ...(await store.read('sum'))!, target: 'docker' });

  await expect(new RevisionHistory(store, runs).source('sum', 1)).rejects.toMatchObject({
    problem: { suggestion: expect.stringContaining(' --name sum --target docker`') as string }
  });
  await store.write({ ...(await store.read('sum'))!, target: 'process' });
});

it('does not bring back a folder of the user that says something else by now', async () => {
  const { tested } = await deploy(MODEL);
  await deploy(DOUBLE);
  writeFileSync(join(tested.component.folder, 'Model.py'), DOUBLE);

  await expect(pipeline.rollback('sum', 1, work())).rejects.toMatchObject({ problem: { code: 'no-such-revision' } });
});

it('knows no revision that never was', async () => {
  await deploy(MODEL);
  await expect(pipeline.rollback('sum', 7, work())).rejects.toMatchObject({
    problem: { code: 'no-such-revision', reason: 'There are 1.' }
  });
});

it('leaves the running revision as it is when the earlier one does not start any more', async () => {
  const { run, tested } = await deploy(MODEL);
  await deploy(DOUBLE);
  const broken = await bench.tested('class Model:\n    def load(self):\n        raise ValueError("no weights")\n');
  const folder = { folder: broken.component.folder };
  await runs.saveOutput(run, 'test', { ...tested, component: { ...tested.component, ...folder } });

  await expect(pipeline.rollback('sum', 1, work())).rejects.toMatchObject({ problem: { code: 'model-load-failed' } });

  expect(await answer()).toEqual([[6]]);
  const record = await new DeploymentStore(bench.home.deployments).read('sum');
  expect(record).toMatchObject({ revision: 2 });
  expect(basename(record!.component.folder)).toBe('component');
  rmSync(folder.folder, { recursive: true });
});
