import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Run, RunRequest, Wrapped } from '../../src/contract/run';
import { RunStore } from '../../src/pipeline/run-store';
import { WrappedFolders } from '../../src/pipeline/wrapped-folders';
import { digestOf } from '../../src/tools/folder-digest';

let home: string;
let store: RunStore;
let folders: WrappedFolders;
let run: Run;
let folder: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'wrapped-'));
  store = new RunStore(join(home, 'runs'));
  folders = new WrappedFolders(store);
  run = await store.create(RunRequest.parse({ model: '/somewhere' }));
  folder = join(store.folderOf(run.id), 'selected');
  await mkdir(join(folder, 'weights'), { recursive: true });
  await writeFile(join(folder, 'Sum.py'), 'class Sum:\n    pass\n');
  await writeFile(join(folder, 'requirements.txt'), 'numpy\n');
  await writeFile(join(folder, 'weights', 'sum.bin'), Buffer.from([0, 1, 2, 255]));
  await stopAfter(2);
});
afterEach(() => rm(home, { recursive: true }));

/** The run as it is when so many stages are done and it waits. */
async function stopAfter(stages: number, state: Run['state'] = 'finished'): Promise<void> {
  const done = { request: run.request, model: model(), component: await component() };
  await store.saveOutput(run.id, 'wrap', Wrapped.parse(done));
  run.stages = run.stages.map((stage, index) => ({ ...stage, state: index < stages ? 'finished' : 'waiting' }));
  run.state = state;
  await store.save(run);
}

const model = () => ({
  reference: folder,
  uri: folder,
  kind: 'class',
  name: 'sum',
  path: folder,
  digest: '0',
  bytes: 1
});

const component = async () => ({
  folder,
  type: 'MODEL',
  language: 'python',
  runtime: 'builtin',
  className: 'Sum',
  method: 'predict',
  python: '3.11',
  requirements: ['numpy'],
  requirementChanges: [],
  digest: await digestOf(folder)
});

const edit = (path: string, text: string) => folders.edit(run.id, { path, text });
const stored = async () => (await store.output(run.id, 'wrap', Wrapped))!.component;

it('shows the texts of a folder, and of other files their size', async () => {
  const { files } = await folders.read(run.id);
  expect(files).toEqual([
    { path: 'Sum.py', size: 20, text: 'class Sum:\n    pass\n', generated: undefined, editable: true },
    { path: 'requirements.txt', size: 6, text: 'numpy\n', generated: undefined, editable: true },
    { path: 'weights/sum.bin', size: 4, text: undefined, generated: undefined, editable: false }
  ]);
});

it('takes an edit into the component, and keeps what was generated', async () => {
  const before = await stored();
  const { files } = await edit('requirements.txt', 'numpy\npandas\n');
  expect(files[1]).toMatchObject({ text: 'numpy\npandas\n', generated: 'numpy\n' });
  const after = await stored();
  expect(after.requirements).toEqual(['numpy', 'pandas']);
  expect(after.digest).not.toBe(before.digest);
  expect(after.digest).toBe(await digestOf(folder));
});

it('forgets an edit that was taken back', async () => {
  const { digest } = await stored();
  await edit('Sum.py', 'class Sum:\n    x = 1\n');
  await edit('Sum.py', 'class Sum:\n    x = 2\n');
  const { files } = await edit('Sum.py', 'class Sum:\n    pass\n');
  expect(files[0]!.generated).toBeUndefined();
  expect((await stored()).digest).toBe(digest);
});

it('builds and tests again what was edited after its test', async () => {
  await stopAfter(4, 'failed');
  await edit('Sum.py', 'class Sum:\n    x = 1\n');
  expect((await store.load(run.id)).stages.map(({ state }) => state)).toEqual([
    'finished',
    'finished',
    'waiting',
    'waiting',
    'waiting'
  ]);
});

it.each(['weights/sum.bin', 'none.py', '../run.json', '/etc/hostname', '', 'weights'])(
  'does not edit %j',
  async path => {
    await expect(edit(path, 'x')).rejects.toMatchObject({ problem: { code: 'bad-request' } });
  }
);

it('puts a file back when the component would be none any more', async () => {
  await expect(edit('Sum.py', 'class Other:\n    pass\n')).rejects.toMatchObject({
    problem: { code: 'model-missing' }
  });
  expect(await readFile(join(folder, 'Sum.py'), 'utf8')).toBe('class Sum:\n    pass\n');
  expect((await folders.read(run.id)).files[0]!.generated).toBeUndefined();
});

it.each([
  [5, 'finished', 'run-ended'],
  [2, 'running', 'run-busy']
] as const)('refuses edits after %i stages of a run that is %s', async (stages, state, code) => {
  await stopAfter(stages, state);
  expect((await folders.read(run.id)).files.some(({ editable }) => editable)).toBe(false);
  await expect(edit('Sum.py', 'class Sum:\n    x = 1\n')).rejects.toMatchObject({ problem: { code } });
});

it('has nothing to show before the wrap stage is done', async () => {
  await stopAfter(1);
  await expect(folders.read(run.id)).rejects.toMatchObject({ problem: { code: 'run-busy' } });
});

it('copies the folder to one that is kept', async () => {
  const to = join(home, 'kept');
  expect(await folders.exportTo(run.id, to)).toEqual({
    folder: to,
    files: ['Sum.py', 'requirements.txt', 'weights/sum.bin']
  });
  await expect(folders.exportTo(run.id, to)).rejects.toMatchObject({ problem: { code: 'name-taken' } });
});
