import { html, NOT_FOUND } from '../../fakes/mlflow-server';
import { freePort } from '../../fixtures/mlflow-environments';
import { FaultBench, problemOf, signal } from './workbench';

let bench: FaultBench;
beforeEach(async () => (bench = await FaultBench.open()));
afterEach(() => bench.close());

test('an address where nothing listens is unreachable', async () => {
  expect(await problemOf(bench.connect(`http://127.0.0.1:${await freePort()}`))).toMatchObject({
    code: 'tracking-unreachable',
    reason: expect.stringContaining('listens')
  });
});

test('a name that no machine has is unreachable', async () => {
  expect((await problemOf(bench.connect('http://no-such-host.invalid'))).code).toBe('tracking-unreachable');
});

test('a login that is not accepted is said, and never shown', async () => {
  bench.fake.handle = () => ({ status: 401, text: 'who are you, sesame-open?' });
  const problem = await problemOf(bench.connect(bench.fake.uri.replace('//', '//ada:sesame-open@')));
  expect(problem.code).toBe('tracking-unauthorised');
  expect(JSON.stringify(problem)).not.toContain('sesame-open');
});

test('a missing permission is another problem than a missing login', async () => {
  bench.fake.handle = () => ({ status: 403, text: 'Permission denied' });
  expect((await problemOf(bench.connect())).code).toBe('tracking-forbidden');
});

test.each([
  ['a redirect to a sign-in service', 302, '', { location: 'https://sso.example/oauth2/authorize?client=x' }],
  ['a sign-in page with status 200', 200, '<form><input type="password"></form>', html()],
  ['a sign-in page with status 403', 403, '<title>Sign in</title>', html()]
])('%s is recognised', async (_name, status, text, headers) => {
  bench.fake.handle = () => ({ status, text, headers });
  expect((await problemOf(bench.connect())).code).toBe('tracking-sso');
});

test('a redirect elsewhere names the other address', async () => {
  bench.fake.handle = ({ path }) => ({ status: 301, headers: { location: `https://ml.example${path}` } });
  expect(await problemOf(bench.connect())).toMatchObject({
    code: 'tracking-wrong-address',
    reason: expect.stringContaining('https://ml.example')
  });
});

test('a server that is not MLflow is recognised', async () => {
  bench.fake.handle = () => NOT_FOUND;
  expect((await problemOf(bench.connect())).code).toBe('tracking-wrong-address');
  bench.fake.handle = () => ({ status: 200, text: '<h1>Welcome to nginx</h1>', headers: html() });
  expect((await problemOf(bench.connect())).code).toBe('tracking-wrong-address');
});

test('a rejected host name says how to allow it', async () => {
  const text = 'Invalid Host header - possible DNS rebinding attack detected';
  bench.fake.handle = () => ({ status: 403, text });
  expect(await problemOf(bench.connect())).toMatchObject({
    code: 'tracking-host-rejected',
    suggestion: expect.stringContaining('--allowed-hosts')
  });
});

test.each([
  ['the whole below a prefix', (path: string) => path.startsWith('/p/')],
  ['only ajax-api below a prefix', (path: string) => path.startsWith('/p/ajax-api')],
  ['only the origin has the API', (path: string) => path.startsWith('/api/')]
])('finds the API when %s', async (_name, isThere) => {
  bench.fake.prefix = '';
  bench.fake.handle = ({ path }) => (isThere(path) ? { json: {} } : NOT_FOUND);
  expect((await bench.connect(`${bench.fake.uri}/p/`)).uri).toBe(`${bench.fake.uri}/p`);
});

test('remembers where the API was', async () => {
  bench.fake.prefix = '/p';
  bench.fake.handle = ({ path }) => (path.startsWith('/p/api/') ? NOT_FOUND : undefined);
  const tracking = await bench.connect(`${bench.fake.uri}/p`);
  const before = bench.fake.seen.length;
  await tracking.locate('run', signal);
  expect(bench.fake.seen.slice(before).every(({ path }) => path.startsWith('/p/ajax-api/'))).toBe(true);
});

test('sends login, workspace, and no Origin', async () => {
  await bench.connect(bench.fake.uri, {
    MLFLOW_TRACKING_TOKEN: 'token-1',
    MLFLOW_TRACKING_USERNAME: 'ada',
    MLFLOW_TRACKING_PASSWORD: 'lovelace',
    MLFLOW_WORKSPACE: 'team'
  });
  const { headers } = bench.fake.asked('/experiments/search')[0] ?? {};
  expect(headers).toMatchObject({
    authorization: `Basic ${Buffer.from('ada:lovelace').toString('base64')}`,
    'x-mlflow-workspace': 'team'
  });
  expect(headers).not.toHaveProperty('origin');
});

test('tries again while the server starts', async () => {
  let calls = 0;
  bench.fake.handle = ({ path }) => (path.endsWith('/experiments/search') && calls++ < 2 ? { status: 503 } : undefined);
  await bench.connect();
  expect(calls).toBe(3);
});

test('waits as long as it is told to', async () => {
  let first = 0;
  bench.fake.handle = ({ path }) => {
    if (!path.endsWith('/experiments/search') || first) {
      return undefined;
    }
    first = Date.now();
    return { status: 429, headers: { 'retry-after': '1' } };
  };
  await bench.connect();
  expect(Date.now() - first).toBeGreaterThanOrEqual(950);
});

test('connecting costs two questions', async () => {
  await bench.connect();
  expect(bench.fake.seen.map(({ path }) => path).sort()).toEqual(['/api/2.0/mlflow/experiments/search', '/version']);
});
