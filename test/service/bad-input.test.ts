import { mkdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Problem } from '../../src/contract/problem';
import type { ModelSummary } from '../../src/contract/model';
import { FakeMlflow } from '../fakes/mlflow-server';
import { sendOver, ServiceBench } from './bench';

// Over the API of the real program, as the browser meets it.

const HTML = '<img src=x onerror="alert(1)"></script><script>alert(2)</script>';

jest.setTimeout(60_000);

let bench: ServiceBench;
let fake: FakeMlflow;

beforeAll(async () => {
  bench = await ServiceBench.open();
  await bench.start();
});
beforeEach(async () => {
  fake = await new FakeMlflow().start();
});
afterEach(() => fake.stop());
afterAll(() => bench.close());

/** The Problem that a call ends with. */
function problem(call: Promise<unknown>): Promise<Problem> {
  return call.then(
    answer => {
      throw new Error(`It answered: ${JSON.stringify(answer).slice(0, 200)}`);
    },
    (error: { problem: Problem }) => error.problem
  );
}

async function ended(id: string) {
  for (let after = 0; ;) {
    const page = await bench.client.waitForEvents({ id, after, wait: 20 });
    if (page.state !== 'running' && page.events.length === 0) {
      return bench.client.getRun({ id });
    }
    after = page.last;
  }
}

async function folder(name: string, mlmodel: string): Promise<string> {
  await mkdir(join(bench.folder, name));
  await writeFile(join(bench.folder, name, 'MLmodel'), mlmodel);
  return name;
}

/** Runs of the fake with their models, as many as a search asks for, page after page without an end. */
function endlessRuns(): void {
  let count = 0;
  fake.handle = ({ path, body }) => {
    if (path.endsWith('/runs/search')) {
      const runs = Array.from({ length: (body as { max_results: number }).max_results }, () => ({
        info: { ...fake.run.info, run_id: String((count += 1)).padStart(32, '0') },
        data: {
          tags: [{ key: 'mlflow.log-model.history', value: JSON.stringify([{ artifact_path: 'model', flavors: {} }]) }]
        }
      }));
      return { json: { runs, next_page_token: 'more' } };
    }
    return undefined;
  };
}

it('says so when the tracking server goes in the middle of a list, and goes on when it is back', async () => {
  endlessRuns();
  const query = { trackingUri: fake.uri, limit: 50 };
  const first = await bench.client.listModels(query);
  expect(first.models).toHaveLength(50);
  const { port } = new URL(fake.uri);
  await fake.stop();
  let cursor = first.cursor;
  // What had been read ahead still comes.
  const failed = await problem(
    (async () => {
      for (;;) {
        ({ cursor } = await bench.client.listModels({ ...query, cursor }));
      }
    })()
  );
  expect(failed.code).toBe('tracking-unreachable');

  await fake.start(Number(port));
  const next = await bench.client.listModels({ ...query, cursor });
  expect(next.models).toHaveLength(50);
  expect(ids(next.models)).not.toContain(ids(first.models)[0]);
}, 60_000);

const ids = (models: readonly ModelSummary[]) => models.map(({ uri }) => uri);

it('says so when the tracking server goes in the middle of a run', async () => {
  let asked = () => {};
  const download = new Promise<void>(resolve => (asked = resolve));
  fake.handle = ({ path }, response) => {
    if (path.includes('artifacts')) {
      asked();
      response.destroy();
      return new Promise(() => undefined);
    }
    return undefined;
  };
  const { id } = await bench.client.startRun({ model: 'runs:/run/model', trackingUri: fake.uri });
  await download;
  await fake.stop();
  const run = await ended(id);
  expect(run.state).toBe('failed');
  expect(['tracking-unreachable', 'artifacts-unreachable', 'download-cut-short']).toContain(run.problem?.code);
}, 120_000);

it('says so when the model is gone that was on the list a moment ago', async () => {
  fake.handle = ({ path }) =>
    path.endsWith('/runs/get')
      ? { status: 404, json: { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'Run with id=run not found' } }
      : undefined;
  const model = { reference: 'runs:/run/model', trackingUri: fake.uri };
  expect((await problem(bench.client.showModel(model))).code).toBe('no-such-run');
  const { id } = await bench.client.startRun({ model: model.reference, trackingUri: fake.uri });
  expect(await ended(id)).toMatchObject({ state: 'failed', problem: { code: 'no-such-run' } });
}, 60_000);

it('takes the model as it is when the run begins, not as it was when it was looked at', async () => {
  const name = await folder('changed', 'flavors:\n  python_function:\n    loader_module: one\n');
  expect(await bench.client.showModel({ reference: name })).toMatchObject({ description: { loaderModule: 'one' } });
  await writeFile(join(bench.folder, name, 'MLmodel'), 'flavors: {}\n');
  const { id } = await bench.client.startRun({ model: name, until: 'wrap' });
  expect(await ended(id)).toMatchObject({ state: 'failed', problem: { code: 'model-unsupported' } });
}, 60_000);

it('ends a run whose folder somebody removes, and knows it no more', async () => {
  const asked = new Promise<void>(resolve => {
    fake.handle = () => (resolve(), new Promise(() => undefined));
  });
  const { id } = await bench.client.startRun({ model: `runs:/${'0'.repeat(32)}/model`, trackingUri: fake.uri });
  // From here on it waits, and writes nothing to its folder.
  await asked;
  const waiting = problem(bench.client.waitForEvents({ id, after: 99, wait: 25 }));
  await rm(join(bench.folder, 'home', 'runs', id), { recursive: true });
  expect((await waiting).code).toBe('no-such-run');
  for (const call of [bench.client.getRun({ id }), bench.client.cancelRun({ id })]) {
    expect((await problem(call)).code).toBe('no-such-run');
  }
  while ((await bench.client.getStatus({})).busy.length > 0) {
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  expect((await problem(bench.client.resumeRun({ id }))).code).toBe('no-such-run');
  expect((await bench.client.listRuns({})).map(run => run.id)).not.toContain(id);
}, 60_000);

it('answers others while it reads an MLmodel of 5 MB, and says what is wrong with one that nobody could read', async () => {
  const columns = Array.from({ length: 70_000 }, (_, index) => ({ type: 'double', name: `column ${index}` }));
  const wide = await folder(
    'wide',
    `flavors:\n  python_function:\n    loader_module: x\nsignature:\n  inputs: '${JSON.stringify(columns)}'\n`
  );
  const deep = await folder(
    'deep',
    `flavors:\n  python_function:\n    loader_module: x\nmetadata:\n${'  - {a: 1, b: [1, 2, 3], c: text}\n'.repeat(120_000)}`
  );
  const shown = await bench.client.showModel({ reference: wide });
  expect(shown.description?.signature?.inputs).toHaveLength(70_000);
  const slow = problem(bench.client.showModel({ reference: deep }));
  await bench.client.getStatus({});
  expect(await slow).toMatchObject({ code: 'model-malformed' });
}, 60_000);

it('hands HTML in names on as text, and never as a page', async () => {
  const name = HTML.replaceAll('/', '');
  await mkdir(join(bench.folder, name));
  await writeFile(join(bench.folder, name, 'MLmodel'), `flavors: {python_function: {loader_module: '${HTML}'}}\n`);
  const { headers, body } = await get(`/models/show?reference=${encodeURIComponent(name)}`);
  expect(headers['content-type']).toBe('application/json');
  expect(JSON.parse(body)).toMatchObject({ name, description: { loaderModule: HTML } });
  const failed = await get(`/runs/${encodeURIComponent(name)}`);
  expect(failed.headers['content-type']).toBe('application/json');
  expect((JSON.parse(failed.body) as Problem).code).toBe('bad-request');
});

async function get(path: string) {
  const [answer] = (await once(request({ socketPath: bench.socket, path }).end(), 'response')) as [
    NodeJS.ReadableStream & { headers: Record<string, string> }
  ];
  return { headers: answer.headers, body: await text(answer) };
}

it.each([
  ['a number for a name', { model: 7 }],
  ['a text for a number', { model: 'x', port: 'many' }],
  ['a number out of its range', { model: 'x', memory: -1 }],
  ['a list for a text', { model: ['x'] }],
  ['null for an object', { model: 'x', kubernetes: null }],
  ['a text for a switch', { model: 'x', grpc: 'yes' }]
])('refuses %s and says which field it is', async (_, body) => {
  // Past the typed client, which would not send it.
  const answer = await sendOver(bench.socket)({ method: 'POST', path: '/runs', body });
  const refused = answer.body as Problem;
  expect([answer.status, refused.code]).toEqual([400, 'bad-request']);
  expect(refused.message).toMatch(/model|port|memory|kubernetes|grpc/);
});

it.each([
  ['an address that is none', 'not an address'],
  ['a scheme that nobody knows', 'gopher://tracking'],
  ['an address with nobody there', 'http://127.0.0.1:1'],
  ['a local folder that is none', 'file:///dev/null/mlruns'],
  ['an empty address', '']
])(
  'answers with a Problem of the tracking server or with models for %s',
  async (_, trackingUri) => {
    const answer = await bench.client.listModels({ trackingUri }).catch((error: { problem: Problem }) => error.problem);
    expect('models' in answer || answer.code.startsWith('tracking-') || answer.code === 'bad-request').toBe(true);
  },
  60_000
);
