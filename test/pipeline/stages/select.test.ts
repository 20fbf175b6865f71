import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem, ProblemError } from '../../../src/contract/problem';
import { RunRequest } from '../../../src/contract/run';
import type { Context } from '../../../src/pipeline/stage';
import { selectStage } from '../../../src/pipeline/stages/select';
import { homeOf } from '../../../src/tools/home';
import { silent } from '../../../src/tools/log';
import { createMlflow } from '../../../src/tools/mlflow/mlflow';
import { MLMODEL } from '../../fakes/mlflow-server';
import { FaultBench } from '../../tools/mlflow/workbench';

const ID = `m-${'0123456789abcdef'.repeat(2)}`;

let bench: FaultBench;
let warnings: Problem[];
beforeEach(async () => {
  bench = await FaultBench.open();
  warnings = [];
});
afterEach(() => bench.close());

/** What a stage gets; each job has a folder of its own and all share the home. */
function context(job = 'run-1'): Context {
  const env = { HOME: bench.folder, DEPLOY_MODEL_HOME: join(bench.folder, 'home') };
  const home = homeOf(env);
  const tools = { mlflow: createMlflow({ env, home }) } as Context['tools'];
  const log = { ...silent, warn: (problem: Problem) => void warnings.push(problem) };
  return { tools, home, log, signal: new AbortController().signal, workdir: join(home.runs, job) };
}

async function select(model: string, more: Partial<RunRequest> = {}, job?: string) {
  const request = RunRequest.parse({ model, trackingUri: bench.fake.uri, ...more });
  return (await selectStage.run(request, context(job))).model;
}

/** The fake's model as a logged model of MLflow 3, whose files never change. */
function logged(): void {
  const { fake } = bench;
  const info = { model_id: ID, name: 'churn', experiment_id: '0', status: 'LOGGED_MODEL_READY', source_run_id: 'run' };
  fake.handle = ({ path, query }) => {
    if (path.endsWith(`/logged-models/${ID}`)) {
      return { json: { model: { info } } };
    }
    if (path.endsWith('/artifacts/directories')) {
      const files = Object.entries(fake.files).map(([name, text]) => ({ path: name, file_size: text.length }));
      return { json: { files } };
    }
    return path.endsWith('/artifacts/files')
      ? { text: String(fake.files[query.get('artifact_file_path') ?? '']) }
      : undefined;
  };
}

const fetched = () =>
  bench.fake.asked('/artifacts/files').filter(({ query }) => query.get('artifact_file_path') === 'weights');
const code = (error: unknown) => (error instanceof ProblemError ? error.problem.code : error);

describe('a model on a tracking server', () => {
  test('is fetched once for all jobs, also when they want it at the same time', async () => {
    logged();
    bench.fake.files.weights = 'w'.repeat(1_000);

    const [one, two] = await Promise.all([select(`models:/${ID}`, {}, 'run-1'), select(`models:/${ID}`, {}, 'run-2')]);
    const three = await select(`models:/${ID}`, {}, 'run-3');

    expect(fetched()).toHaveLength(1);
    expect(two).toEqual(one);
    expect(three).toEqual(one);
    expect(one).toMatchObject({ uri: `models:/${ID}`, name: 'churn', modelId: ID, runId: 'run', kind: 'mlflow' });
  });

  test('is fetched again when the cache was emptied, wholly or in part', async () => {
    logged();
    bench.fake.files.weights = 'w';
    const { path, digest } = await select(`models:/${ID}`);

    rmSync(path, { recursive: true });
    expect((await select(`models:/${ID}`)).digest).toBe(digest);
    rmSync(`${path}.json`);
    expect((await select(`models:/${ID}`)).digest).toBe(digest);

    expect(fetched()).toHaveLength(3);
    expect(readdirSync(join(path, '..')).sort()).toEqual([ID, `${ID}.json`]);
  });

  test('is fetched over what a killed job left of it', async () => {
    logged();
    const models = join(context().home.cache, 'models');
    mkdirSync(join(models, `${ID}.0badcafe.partial`), { recursive: true });
    mkdirSync(join(models, ID));

    await select(`models:/${ID}`);

    expect(readdirSync(models).sort()).toEqual([ID, `${ID}.json`]);
  });

  test('of a deleted run is refused, unless the person insists', async () => {
    bench.fake.run.info.lifecycle_stage = 'deleted';

    expect(await select('runs:/run/model').catch(code)).toBe('model-deleted');
    expect(existsSync(join(context().workdir, 'selected'))).toBe(false);
    await select('runs:/run/model', { force: true });
    expect(warnings).toMatchObject([{ code: 'model-deleted', severity: 'warning' }]);
  });

  test('without a promise of equal bytes belongs to the run alone', async () => {
    const { path } = await select('runs:/run/model');

    expect(path).toBe(join(context().workdir, 'selected'));
  });
});

test.each<Partial<RunRequest>>([{ image: 'Not:A:Name' }, { image: '' }, { baseImage: '/python' }, { baseImage: '' }])(
  'names of images are looked at before a model is fetched: %p',
  async names => {
    const request = RunRequest.parse({ model: 'models:/churn/3', target: 'docker', ...names });
    await expect(selectStage.check(request, context())).rejects.toMatchObject({ problem: { code: 'bad-request' } });
  }
);

test.each<Partial<RunRequest>>([
  { target: 'docker', image: 'registry:5000/churn:1', baseImage: 'python:{python}-slim' },
  { target: 'process', image: 'Not:A:Name' }
])('they may leave the version of Python open, and are nothing to a process: %p', async names => {
  const request = RunRequest.parse({ model: 'models:/churn/3', ...names });
  expect(await selectStage.check(request, context())).toEqual([]);
});

test('a folder with all that is kept here is not copied into itself', async () => {
  mkdirSync(context().workdir, { recursive: true });
  symlinkSync(bench.folder, `${bench.folder}-link`);
  try {
    expect(await select(bench.folder).catch(code)).toBe('bad-request');
    expect(await select(`${bench.folder}-link`).catch(code)).toBe('bad-request');
    expect(await select('/').catch(code)).toBe('bad-request');
  } finally {
    rmSync(`${bench.folder}-link`);
  }
});

describe('a folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = join(bench.folder, 'my mödel');
    mkdirSync(join(folder, '.venv'), { recursive: true });
    writeFileSync(join(folder, '.venv', 'large'), '');
    writeFileSync(join(folder, 'Model.py'), '');
  });

  test('is copied, so that it can be edited while the run goes on; what is no part of a model stays', async () => {
    const model = await select(folder);

    expect(model).toMatchObject({ kind: 'class', name: 'my mödel', uri: folder });
    expect(readdirSync(model.path)).toEqual(['Model.py']);
  });

  test('with a logged model is read before it is copied', async () => {
    writeFileSync(join(folder, 'MLmodel'), MLMODEL.replace('loader_module', 'data: ../../etc\n    loader_module'));

    expect(await select(folder).catch(code)).toBe('model-hostile');
  });

  test('with a name that is not UTF-8 is refused', async () => {
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9])]), '');

    expect(await select(folder).catch(code)).toBe('model-unsupported');
  });
});

test('what names nothing is said before any work', async () => {
  const request = RunRequest.parse({ model: '/nowhere/at all' });

  expect(await selectStage.check(request, context()).catch(code)).toBe('no-such-model');
});
