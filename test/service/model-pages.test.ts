import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallArguments } from '../../src/contract/api';
import type { Pipeline } from '../../src/pipeline/pipeline';
import { ModelPages } from '../../src/service/model-pages';
import { createPipeline } from '../../src/wiring/create-pipeline';
import { FakeMlflow } from '../fakes/mlflow-server';

const never = new AbortController().signal;
/** Logged models that the server holds. */
const MODELS = 1234;
let folder: string;
let fake: FakeMlflow;
let pipeline: Pipeline;
let pages: ModelPages;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'models-'));
  fake = await new FakeMlflow().start();
  fake.handle = ({ path, body }) => (path.endsWith('/logged-models/search') ? { json: page(body) } : undefined);
  pipeline = createPipeline(folder, { ...process.env, DEPLOY_MODEL_HOME: folder });
  pages = new ModelPages(pipeline);
});
afterEach(async () => {
  pages.close();
  await fake.stop();
  await rm(folder, { recursive: true, force: true });
});

function page(body: unknown) {
  const { page_token: token = '0', max_results: size = 50 } = body as { page_token?: string; max_results?: number };
  const [from, to] = [Number(token), Math.min(Number(token) + size, MODELS)];
  const models = Array.from({ length: to - from }, (_, index) => ({
    info: {
      model_id: `m-${String(from + index).padStart(32, '0')}`,
      experiment_id: '0',
      name: `model ${from + index}`,
      creation_timestamp_ms: 2_000_000 - from - index,
      status: 'LOGGED_MODEL_READY'
    }
  }));
  return { models, next_page_token: to < MODELS ? String(to) : '' };
}

const query = (changes: Partial<CallArguments<'listModels'>> = {}): CallArguments<'listModels'> => ({
  trackingUri: fake.uri,
  experiments: [],
  orderBy: [],
  limit: 100,
  ...changes
});

it('gives all models in pages, none twice and none left out', async () => {
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const found = await pages.page(query({ cursor }), never);
    names.push(...found.models.map(({ name }) => name));
    cursor = found.cursor;
  } while (cursor !== undefined);
  expect(names).toEqual(Array.from({ length: MODELS }, (_, index) => `model ${index}`));
});

it('asks the server for each of its pages once', async () => {
  let { cursor } = await pages.page(query(), never);
  while (cursor !== undefined) {
    ({ cursor } = await pages.page(query({ cursor }), never));
  }
  const tokens = fake.asked('/logged-models/search').map(({ body }) => (body as { page_token?: string }).page_token);
  expect(new Set(tokens).size).toBe(tokens.length);
});

it('gives a page again, and goes on after a restart of the service', async () => {
  const { cursor } = await pages.page(query(), never);
  const second = await pages.page(query({ cursor }), never);
  expect((await pages.page(query({ cursor }), never)).models).toEqual(second.models);
  pages.close();
  pages = new ModelPages(pipeline);
  expect((await pages.page(query({ cursor }), never)).models).toEqual(second.models);
});

it('cancels the search when the caller is gone', async () => {
  const gone = new AbortController();
  const aborted = new Promise<void>(resolve => {
    fake.handle = async ({ path }, response) => {
      if (path.endsWith('/logged-models/search')) {
        gone.abort();
        await once(response, 'close');
        resolve();
      }
      return undefined;
    };
  });
  await expect(pages.page(query(), gone.signal)).rejects.toThrow();
  await aborted;
});

it('says that there is no server, and finds it when it is there', async () => {
  const { uri } = fake;
  await fake.stop();
  await expect(pages.page(query({ trackingUri: uri }), never)).rejects.toMatchObject({
    problem: { code: 'tracking-unreachable' }
  });
  fake = await new FakeMlflow().start();
  fake.handle = ({ path, body }) => (path.endsWith('/logged-models/search') ? { json: page(body) } : undefined);
  expect((await pages.page(query(), never)).models).toHaveLength(100);
});
