import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemError } from '../../../src/contract/problem';
import { silent } from '../../../src/tools/log';
import { html, NEVER } from '../../fakes/mlflow-server';
import { FaultBench, options, problemOf, signal } from './workbench';

let bench: FaultBench;
beforeEach(async () => (bench = await FaultBench.open()));
afterEach(() => bench.close());

const large = Buffer.alloc(300_000, 'abc');
const isLarge = (path: string | null) => path === 'model/large.bin';

beforeEach(() => (bench.fake.files['large.bin'] = large));

test('a cut stream is taken up where it ended', async () => {
  bench.fake.handle = ({ query, headers }, response) => {
    if (!isLarge(query.get('path'))) {
      return undefined;
    }
    const from = Number(/bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0);
    response.writeHead(from ? 206 : 200, {
      'content-length': String(large.length - from),
      ...(from ? { 'content-range': `bytes ${from}-${large.length - 1}/${large.length}` } : {})
    });
    const part = large.subarray(from, from + 100_000);
    response.write(part, () => setTimeout(() => response.destroy(), 20));
    return undefined;
  };
  expect(await readFile(join(await bench.download(), 'large.bin'))).toEqual(large);
  const ranges = bench.fake.seen.filter(({ query }) => isLarge(query.get('path'))).map(({ headers }) => headers.range);
  expect(ranges[0]).toBeUndefined();
  expect(ranges.length).toBeGreaterThan(1);
  expect(ranges.slice(1).every(range => range !== undefined)).toBe(true);
});

test('a server without ranges starts over', async () => {
  let calls = 0;
  bench.fake.handle = ({ query }, response) => {
    if (!isLarge(query.get('path')) || calls++ > 0) {
      return undefined;
    }
    response.writeHead(200, { 'content-length': String(large.length) });
    response.write(large.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 20));
    return undefined;
  };
  expect(await readFile(join(await bench.download(), 'large.bin'))).toEqual(large);
});

test('a file that stays short fails, and nothing is left behind', async () => {
  bench.fake.handle = ({ query }) => (isLarge(query.get('path')) ? { text: 'abc' } : undefined);
  expect((await problemOf(bench.download())).code).toBe('download-cut-short');
  expect(await readdir(bench.folder)).toEqual([]);
});

test('a file that is too long fails', async () => {
  bench.fake.handle = ({ query }) => (isLarge(query.get('path')) ? { text: 'x'.repeat(300_001) } : undefined);
  expect((await problemOf(bench.download())).code).toBe('download-cut-short');
});

test('another route is taken where the first has no bytes', async () => {
  bench.fake.handle = ({ path, query }) => {
    if (path.endsWith('/get-artifact') && isLarge(query.get('path'))) {
      return { status: 500, text: '<h1>no</h1>', headers: html() };
    }
    return path === '/api/2.0/mlflow-artifacts/artifacts/0/run/artifacts/model/large.bin'
      ? { text: large.toString() }
      : undefined;
  };
  expect(await readFile(join(await bench.download(), 'large.bin'))).toEqual(large);
});

test('a file that the server does not hand out is said', async () => {
  bench.fake.handle = ({ path, query }) =>
    (path.includes('artifact') && isLarge(query.get('path'))) || path.endsWith('large.bin')
      ? { status: 500, text: 'no' }
      : undefined;
  expect((await problemOf(bench.download())).code).toBe('artifacts-unreachable');
  expect(await readdir(bench.folder)).toEqual([]);
});

test('cancelling leaves nothing behind', async () => {
  bench.fake.handle = ({ query }) => (isLarge(query.get('path')) ? NEVER : undefined);
  const tracking = await bench.connect();
  const located = await tracking.locate('run', signal);
  const abort = new AbortController();
  setTimeout(() => abort.abort(new Error('enough')), 100);
  const target = join(bench.folder, 'model');
  await expect(tracking.download(located, target, { log: silent, signal: abort.signal })).rejects.toThrow('enough');
  expect(await readdir(bench.folder)).toEqual([]);
});

test.each(['model/../../evil', '/etc/passwd', 'model/..\\evil', 'model/a\0b', 'C:/evil', 'other/file', 'model/a//b'])(
  'refuses the name %j',
  async path => {
    bench.fake.handle = ({ path: route, query }) =>
      route.endsWith('/artifacts/list') && query.get('path') === 'model'
        ? {
            json: {
              files: [
                { path: 'model/MLmodel', file_size: 5 },
                { path, file_size: 5 }
              ]
            }
          }
        : undefined;
    const tracking = await bench.connect();
    const located = await tracking.locate('run', signal).catch((error: unknown) => error);
    const work =
      located instanceof ProblemError
        ? Promise.reject(located)
        : tracking.download(located as never, join(bench.folder, 'model'), options);
    expect((await problemOf(work)).code).toBe('model-hostile');
    expect(await readdir(bench.folder)).toEqual([]);
  }
);

test('a listing of folders without end is refused', async () => {
  bench.fake.handle = ({ path, query }) => {
    const below = query.get('path') ?? '';
    return path.endsWith('/artifacts/list') && below.startsWith('model')
      ? {
          json: {
            files: [
              { path: `${below}/MLmodel`, file_size: 1 },
              { path: `${below}/d`, is_dir: true }
            ]
          }
        }
      : undefined;
  };
  expect((await problemOf(bench.download())).code).toBe('model-too-large');
});

test('an upload that was cut short is said before the weights are fetched', async () => {
  bench.fake.files.MLmodel = String(bench.fake.files.MLmodel).replace(
    'loader_module',
    'data: weights.pkl\n    loader_module'
  );
  const tracking = await bench.connect();
  const { problems } = await tracking.details(await tracking.locate('run', signal), signal);
  expect(problems).toMatchObject([{ code: 'model-incomplete', message: expect.stringContaining('weights.pkl') }]);
});

test.each([
  ['s3://models/1/run/artifacts', 's3://models/1/run/artifacts/model'],
  ['https://ada:open-sesame@store/1', expect.not.stringContaining('open-sesame')]
])('what is known of a model at %s says where its files are kept, without a password', async (root, where) => {
  bench.fake.run.info.artifact_uri = root;
  const tracking = await bench.connect();
  const { storage } = await tracking.details(await tracking.locate('run', signal), signal);
  expect(storage).toEqual(where);
});

test('a stream on which nothing comes any more is taken up again', async () => {
  let calls = 0;
  bench.fake.handle = ({ query }, response) => {
    if (isLarge(query.get('path')) && calls++ === 0) {
      response.writeHead(200, { 'content-length': String(large.length) }).write(large.subarray(0, 100_000));
    }
    return undefined;
  };
  const target = await bench.download({ MLFLOW_HTTP_REQUEST_TIMEOUT: '5' });
  expect(await readFile(join(target, 'large.bin'))).toEqual(large);
});

test('a size that MLflow does not know is that of what comes', async () => {
  bench.fake.handle = ({ path, query }) =>
    path.endsWith('/artifacts/list') && query.get('path') === 'model'
      ? { json: { files: Object.keys(bench.fake.files).map(name => ({ path: `model/${name}` })) } }
      : undefined;
  expect(await readFile(join(await bench.download(), 'large.bin'))).toEqual(large);
});

test.each([
  ['an upload that was cut short', 'data: weights.pkl\n    loader_module', 'loader_module', 'model-incomplete'],
  ['a model that Python cannot serve', 'crate', 'python_function', 'model-unsupported'],
  ['a model that names files of others', 'data: ../../secret\n    loader_module', 'loader_module', 'model-hostile'],
  ['a model that cannot be read', 'flavors: [', 'flavors:', 'model-malformed']
])('%s is refused before its weights are fetched', async (_name, now, before, code) => {
  bench.fake.files.MLmodel = String(bench.fake.files.MLmodel).replace(before, now);
  expect((await problemOf(bench.download())).code).toBe(code);
  expect(bench.fake.seen.filter(({ query }) => isLarge(query.get('path')))).toEqual([]);
  expect(await readdir(bench.folder)).toEqual([]);
});
