import { NEVER, NOT_FOUND } from '../../fakes/mlflow-server';
import { FaultBench, problemOf, signal } from './workbench';

let bench: FaultBench;
beforeEach(async () => (bench = await FaultBench.open()));
afterEach(() => bench.close());

test('an empty answer is an empty list', async () => {
  bench.fake.handle = ({ path }) => (/search$/.test(path) && !path.includes('experiments') ? { json: {} } : undefined);
  expect(await bench.rows()).toEqual([]);
});

test('no experiments are no models', async () => {
  bench.fake.handle = ({ path }) => (path.endsWith('/experiments/search') ? { json: {} } : undefined);
  expect(await bench.rows()).toEqual([]);
});

test('a page token that never ends does not hold the caller', async () => {
  const model = { info: { model_id: 'm-1', name: 'model', experiment_id: '0', status: 'LOGGED_MODEL_READY' } };
  bench.fake.handle = ({ path }) =>
    path.endsWith('/logged-models/search') ? { json: { models: [model], next_page_token: 'again' } } : undefined;
  expect(await bench.rows()).toHaveLength(2);
});

test('an empty page ends the list though a token came with it', async () => {
  bench.fake.handle = ({ path }) => (path.endsWith('/runs/search') ? { json: { next_page_token: 'more' } } : undefined);
  expect(await bench.rows()).toEqual([]);
  expect(bench.fake.asked('/runs/search')).toHaveLength(1);
});

test('metrics that are no numbers and unknown states get through', async () => {
  const metrics = [
    { key: 'a', value: 'NaN' },
    { key: 'b', value: '-Infinity' },
    { key: 'c', value: 1.5 }
  ];
  const info = { model_id: 'm-1', name: 'model', experiment_id: '0', status: 'LOGGED_MODEL_FROZEN' };
  bench.fake.handle = ({ path }) =>
    path.endsWith('/logged-models/search') ? { json: { models: [{ info, data: { metrics } }] } } : undefined;
  expect(await bench.rows()).toMatchObject([{ status: 'FROZEN', metrics: { a: 'NaN', b: '-Infinity', c: 1.5 } }]);
});

test('an answer of another shape is the server’s fault', async () => {
  bench.fake.handle = ({ path }) => (path.endsWith('/runs/get') ? { json: { run: 'yes' } } : undefined);
  const tracking = await bench.connect();
  expect((await problemOf(tracking.locate('run', signal))).code).toBe('tracking-error');
});

describe('when MLflow does not take what was written', () => {
  const said = "Invalid clause(s) in filter string: 'bad', '==='";
  const refused = { status: 400, json: { error_code: 'INVALID_PARAMETER_VALUE', message: said } };
  beforeEach(() => (bench.fake.handle = ({ path }) => (path.endsWith('/runs/search') ? refused : undefined)));

  test.each([
    ['a filter', { filter: 'bad ===', orderBy: [] }],
    ['an order', { orderBy: ['bad ==='] }]
  ])('%s is a mistake of the request, told in its words', async (_, words) => {
    const tracking = await bench.connect();
    const rows = Array.fromAsync(tracking.models({ experiments: [], limit: 10, ...words }, signal));
    expect(await problemOf(rows)).toMatchObject({ code: 'bad-request', reason: said });
  });

  test('of our own search, it is the server’s fault', async () => {
    expect(await problemOf(bench.rows())).toMatchObject({ code: 'tracking-error' });
  });
});

test('an error is not asked for again', async () => {
  bench.fake.handle = ({ path }) => (path.endsWith('/runs/get') ? { status: 500, text: 'no' } : undefined);
  const tracking = await bench.connect();
  expect((await problemOf(tracking.locate('run', signal))).code).toBe('tracking-error');
  expect(bench.fake.asked('/runs/get')).toHaveLength(1);
});

test('an answer that never comes can be cancelled', async () => {
  bench.fake.handle = ({ path }) => (path.endsWith('/runs/get') ? NEVER : undefined);
  const tracking = await bench.connect();
  const abort = new AbortController();
  setTimeout(() => abort.abort(new Error('enough')), 50);
  await expect(tracking.locate('run', abort.signal)).rejects.toThrow('enough');
});

test('a server without logged models is an older one', async () => {
  bench.fake.handle = ({ path }) => (path.includes('logged-models') ? NOT_FOUND : undefined);
  const tracking = await bench.connect();
  expect(await tracking.locate('run', signal)).toMatchObject({ uri: 'runs:/run/model', runId: 'run' });
});

test('an answer that stops in the middle is not waited for', async () => {
  bench.fake.handle = ({ path }, response) => {
    if (path.endsWith('/runs/get')) {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"run": ');
    }
    return undefined;
  };
  const tracking = await bench.connect(bench.fake.uri, { MLFLOW_HTTP_REQUEST_TIMEOUT: '5' });
  expect((await problemOf(tracking.locate('run', signal))).code).toBe('tracking-unreachable');
});

test('a model in a folder that was renamed by hand is found there', async () => {
  expect(await (await bench.connect()).locate('runs:/run/model', signal)).toMatchObject({ name: 'model' });
});

test('a version whose run was cleared away is found where its files are', async () => {
  const version = { name: 'churn', version: '1', source: 'mlflow-artifacts:/0/run/artifacts/model', run_id: 'gone' };
  bench.fake.handle = ({ path, query }) => {
    if (path.endsWith('/model-versions/get')) {
      return { json: { model_version: version } };
    }
    if (path.endsWith('/get-download-uri')) {
      return { json: { artifact_uri: version.source } };
    }
    return path.endsWith('/mlflow-artifacts/artifacts') && query.get('path') === '0/run/artifacts/model'
      ? { json: { files: [{ path: 'MLmodel', file_size: 1 }] } }
      : undefined;
  };
  const tracking = await bench.connect();
  expect(await tracking.locate('models:/churn/1', signal)).toMatchObject({
    name: 'churn',
    runId: 'gone',
    problems: []
  });
});
