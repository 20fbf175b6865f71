import { createClient } from '../../../src/contract/client';
import { ModelPages } from '../../../src/lab/models/model-pages';
import { FakeService } from '../fake-service';
import * as samples from '../samples';

function pages() {
  const service = new FakeService();
  return { service, pages: new ModelPages(async () => createClient<AbortSignal>(service.send)) };
}

it('loads page after page until the end', async () => {
  const { pages: list } = pages();

  await list.ask({});
  expect([list.rows.length, list.hasMore]).toEqual([100, true]);
  await list.more();
  await list.more();

  expect([list.rows.length, list.hasMore]).toEqual([250, false]);
  expect(new Set(list.rows.map(({ uri }) => uri)).size).toBe(250);
});

it('asks for one page at a time', async () => {
  const { service, pages: list } = pages();

  await Promise.all([list.ask({}), list.more(), list.more()]);

  expect(service.countOf('listModels')).toBe(1);
});

it('forgets the answer to a question that was replaced', async () => {
  const { service, pages: list } = pages();
  let answerLate = () => {};
  service.answer('listModels', ({ filter }) =>
    filter === 'slow'
      ? new Promise(resolve => (answerLate = () => resolve({ models: samples.models(3) })))
      : { models: samples.models(1) }
  );

  const slow = list.ask({ filter: 'slow' });
  await new Promise(resolve => setTimeout(resolve, 5));
  await list.ask({ filter: 'quick' });
  answerLate();
  await slow;

  expect(list.rows.length).toBe(1);
  expect(list.isLoading).toBe(false);
});

it('keeps the rows that it has when a later page fails, and goes on from there', async () => {
  const { service, pages: list } = pages();
  await list.ask({});
  service.fail('listModels', {
    code: 'tracking-unreachable',
    severity: 'error',
    message: 'It did not answer.',
    reason: '',
    suggestion: 'Wait.'
  });
  await list.more();
  expect([list.rows.length, list.trouble?.code]).toEqual([100, 'tracking-unreachable']);

  service.fail('listModels');
  await list.more();

  expect([list.rows.length, list.trouble]).toEqual([200, undefined]);
});

it('loads all that is left when the very end is wanted', async () => {
  const { pages: list } = pages();
  await list.ask({});

  await list.all();

  expect([list.rows.length, list.hasMore, list.isLoadingAll]).toEqual([250, false, false]);
});

it('stops loading all when something else is asked for', async () => {
  const { service, pages: list } = pages();
  await list.ask({});

  const all = list.all();
  await list.ask({ filter: 'metrics.auc > 0.9' });
  await all;

  expect(list.rows).toHaveLength(100);
  expect(list.isLoadingAll).toBe(false);
  expect(service.countOf('listModels')).toBeLessThan(5);
});

it('stops loading all at a page that fails, and keeps what there is', async () => {
  const { service, pages: list } = pages();
  await list.ask({});
  service.fail('listModels', {
    code: 'tracking-unreachable',
    severity: 'error',
    message: 'It is gone.',
    reason: '',
    suggestion: 'Wait.'
  });

  await list.all();

  expect([list.rows.length, list.trouble?.code, list.isLoadingAll]).toEqual([100, 'tracking-unreachable', false]);
});
