import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ModelSummary } from '../../../src/contract/model';
import { homeOf } from '../../../src/tools/home';
import { silent } from '../../../src/tools/log';
import type { ModelQuery, Tracking } from '../../../src/tools/mlflow';
import { createMlflow } from '../../../src/tools/mlflow/mlflow';
import {
  type Cases,
  logModels,
  mlflowPython,
  mlflowVersions,
  startMlflow,
  type TestServer
} from '../../fixtures/mlflow-environments';

const { signal } = new AbortController();
const options = { log: silent, signal };
const REGISTERED = 'churn model @ home';

jest.setTimeout(120_000);

describe.each(mlflowVersions)('MLflow %s', version => {
  const three = version.startsWith('3');
  let server: TestServer;
  let cases: Cases;
  let tracking: Tracking;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'models '));
    const python = await mlflowPython(version);
    server = await startMlflow(python);
    cases = await logModels(python, server.uri);
    tracking = await createMlflow({ env: {}, home: homeOf({ DEPLOY_MODEL_HOME: folder }) }).connect(
      server.uri,
      options
    );
  }, 600_000);
  afterAll(async () => {
    await server?.stop();
    await rm(folder, { recursive: true });
  });

  const run = (name: string) => cases[name]?.run ?? '';
  const locate = (reference: string) => tracking.locate(reference, signal);
  const code = (reference: string) =>
    locate(reference).then(
      () => 'located',
      (error: { problem?: { code: string } }) => error.problem?.code ?? error
    );

  test('says the version of the server', () => {
    expect(tracking.version?.startsWith(version.replace(/\.?\*$/, ''))).toBe(true);
  });

  test('lists the models, newest first, with metrics, parameters and registrations', async () => {
    const rows = await list();
    const times = rows.map(({ createdAt }) => createdAt);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    const plain = rows.find(row => row.runId === run('plain'));
    expect(plain).toMatchObject({
      name: 'model',
      runName: 'plain',
      experimentName: 'small models',
      params: { depth: '3' },
      registered: [{ name: REGISTERED, version: '1', aliases: [] }]
    });
    expect(plain?.metrics).toEqual({ auc: 0.91, loss: 'NaN' });
    const better = rows.find(row => row.runId === run('better'));
    expect(better?.registered).toEqual([{ name: REGISTERED, version: '2', aliases: ['champion'] }]);
    expect(rows.filter(row => row.runId === run('two')).map(({ name }) => name)).toEqual(['second', 'first']);
    expect(rows.some(row => row.runId === run('deleted') || row.runId === run('none'))).toBe(false);
  });

  test('filters and orders by what MLflow understands', async () => {
    const rows = await list({ filter: 'metrics.auc > 0.9', orderBy: ['metrics.auc DESC'] });
    expect(rows.map(({ runName }) => runName)).toEqual(['better', 'plain']);
  });

  test('lists no more than asked for, of the experiments asked for', async () => {
    expect(await list({ limit: 1, experiments: ['small models'] })).toHaveLength(1);
    for (const experiments of [['no such one'], ['gone']]) {
      await expect(list({ experiments })).rejects.toMatchObject({ problem: { code: 'no-such-experiment' } });
    }
  });

  test('refuses a filter that MLflow does not understand, in its words', async () => {
    await expect(list({ filter: 'metrics.auc > 0.9 OR 1' })).rejects.toMatchObject({
      problem: { code: 'bad-request', reason: expect.stringContaining('Invalid clause') }
    });
  });

  test('every reference that is listed can be located', async () => {
    for (const row of await list()) {
      expect(await locate(row.uri)).toMatchObject({ name: row.name, runId: row.runId });
    }
  });

  test('locates by run, name in a run, version, alias, encoded name and latest', async () => {
    const uri = (await locate(run('better'))).uri;
    expect((await locate(`runs:/${run('better')}/model`)).uri).toBe(uri);
    expect((await locate(`models:/${REGISTERED}/1`)).registered).toMatchObject({ version: '1', aliases: [] });
    for (const reference of [
      `models:/${REGISTERED}@champion`,
      `models:/${REGISTERED}/2`,
      `models:/${REGISTERED}/latest`,
      `models:/${encodeURIComponent(REGISTERED)}/2`
    ]) {
      expect(await locate(reference)).toMatchObject({
        name: REGISTERED,
        runId: run('better'),
        registered: { name: REGISTERED, version: '2', aliases: ['champion'] },
        problems: []
      });
    }
  });

  test('says why a reference names no model', async () => {
    expect(await code('0'.repeat(32))).toBe('no-such-run');
    expect(await code(run('none'))).toBe('model-missing');
    expect(await code(run('running-none'))).toBe('run-not-finished');
    expect(await code(`runs:/${run('plain')}/other`)).toBe('model-missing');
    expect(await code('models:/nobody/1')).toBe('no-such-model');
    expect(await code(`models:/${REGISTERED}@nobody`)).toBe('no-such-model');
    expect(await code(`models:/${REGISTERED}/77`)).toBe('no-such-model');
    expect(await code(`models:/m-${'0'.repeat(32)}`)).toBe('no-such-model');
    expect(await code(`runs:/${run('plain')}/../../etc`)).toBe('bad-request');
  });

  test('asks which one is meant when a run has several models', async () => {
    await expect(locate(run('two'))).rejects.toMatchObject({
      problem: { code: 'model-ambiguous', suggestion: expect.stringMatching(/:\/.*:\//) }
    });
    expect((await locate(`runs:/${run('two')}/second`)).name).toBe('second');
  });

  test('warns of a run that failed or was ended, stops at a deleted one', async () => {
    for (const ended of ['failed', 'killed']) {
      expect((await locate(run(ended))).problems).toMatchObject([{ code: 'run-not-finished', severity: 'warning' }]);
    }
    expect((await locate(run('deleted'))).problems).toMatchObject([{ code: 'model-deleted', severity: 'error' }]);
    expect((await locate(run('running'))).problems).toMatchObject([
      { code: 'run-not-finished', severity: three ? 'warning' : 'error' }
    ]);
  });

  test('reads the small files of a model', async () => {
    const details = await tracking.details(await locate(run('plain')), signal);
    expect(details.description).toMatchObject({
      loaderModule: 'mlflow.pyfunc.model',
      predictFn: 'predict',
      signature: { inputs: [{ kind: 'column', name: 'a', type: 'double', required: true }, { name: 'b' }] },
      example: { path: 'input_example.json', type: 'dataframe', orient: 'split' }
    });
    expect(details.requirements).toEqual(['mlflow']);
    expect(details.summary).toMatchObject({ runName: 'plain', registered: [{ version: '1' }] });
    expect(details.bytes).toBe(details.files.reduce((sum, { size }) => sum + size, 0));
    expect(details.problems).toEqual([]);
  });

  test('downloads all files whole, odd names too', async () => {
    const target = join(folder, 'down', 'large');
    const located = await locate(run('large'));
    const { bytes } = await tracking.download(located, target, options);
    const { files } = await tracking.details(located, signal);
    for (const { path, size } of files) {
      expect((await stat(join(target, path))).size).toBe(size);
    }
    expect(files.map(({ path }) => path)).toContain('artifacts/wei ghts é.bin');
    expect(bytes).toBeGreaterThan(8_000_000);
    const mlflow = createMlflow({ env: {}, home: homeOf({}) });
    expect(await mlflow.readFolder(target)).toMatchObject({ predictFn: 'predict' });
    expect(await readdir(join(folder, 'down'))).toEqual(['large']);
    expect(await readFile(join(target, 'requirements.txt'), 'utf8')).toContain('mlflow');
  });

  test('a registered model downloads like any other', async () => {
    const target = join(folder, 'registered');
    await tracking.download(await locate(`models:/${REGISTERED}@champion`), target, options);
    expect(await readdir(target)).toContain('MLmodel');
  });

  test('a version that came from no run is found where its files are', async () => {
    const located = await locate('models:/by hand/1');
    expect(located).toMatchObject({ name: 'by hand', registered: { name: 'by hand', version: '1' }, problems: [] });
    const target = join(folder, 'by-hand');
    await tracking.download(located, target, options);
    expect(await readdir(target)).toContain('MLmodel');
  });

  test('a file whose name is not UTF-8, which no MLflow lists, is said', async () => {
    const located = await locate(run('better'));
    const where = (await readdir(join(server.folder, 'mlartifacts'), { recursive: true })).find(
      path => path.endsWith('MLmodel') && path.includes(located.modelId ?? run('better'))
    );
    const name = Buffer.concat([
      Buffer.from(join(server.folder, 'mlartifacts', dirname(where ?? ''), 'caf')),
      Buffer.from([0xe9])
    ]);
    await writeFile(name, '');
    await expect(tracking.download(located, join(folder, 'latin'), options)).rejects.toMatchObject({
      problem: { code: 'artifacts-unreachable', reason: expect.stringContaining('UTF-8') }
    });
    await rm(name);
  });

  if (three) {
    test('stops at a model that is still being uploaded, or was not uploaded whole', async () => {
      for (const state of ['uploading', 'upload-failed']) {
        expect((await locate(run(state))).problems).toMatchObject([{ code: 'model-not-ready', severity: 'error' }]);
        expect((await locate(cases[state]?.uri ?? '')).cacheKey).toBeUndefined();
      }
    });

    test('takes the checkpoint with the largest step', async () => {
      expect((await locate(run('checkpoints'))).uri).toBe(cases.checkpoints?.uri);
      expect((await locate(`runs:/${run('checkpoints')}/model`)).uri).toBe(cases.checkpoints?.uri);
    });

    test('a model id is a promise of equal bytes; a deleted model is gone', async () => {
      const { modelId, cacheKey } = await locate(cases.plain?.uri ?? '');
      expect(cacheKey).toBe(modelId);
      expect(await code(run('lost'))).toBe('model-missing');
    });
  } else {
    test('finds a nested model that no tag names', async () => {
      expect((await locate(run('nested'))).uri).toBe(`runs:/${run('nested')}/deep/er/model`);
    });
  }

  async function list(query: Partial<ModelQuery> = {}): Promise<ModelSummary[]> {
    const rows: ModelSummary[] = [];
    for await (const row of tracking.models({ experiments: [], orderBy: [], limit: 100, ...query }, signal)) {
      rows.push(row);
    }
    return rows;
  }
});
