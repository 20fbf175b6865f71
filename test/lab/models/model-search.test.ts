import { nextOrder, queryOf } from '../../../src/lab/models/model-search';

const filterOf = (text: string) => queryOf({ trackingUri: '', text, experiment: '' }).filter;

it('passes MLflow’s filter language on', () => {
  expect(filterOf(' metrics.auc > 0.9 ')).toBe('metrics.auc > 0.9');
});

it('looks for plain words in the names of runs', () => {
  expect(filterOf('mellow shark')).toBe("attributes.run_name ILIKE '%mellow shark%'");
});

it('lets no quote end the filter early', () => {
  expect(filterOf("o'brien")).toBe("attributes.run_name ILIKE '%obrien%'");
});

it('asks for everything when nothing was typed', () => {
  expect(queryOf({ trackingUri: '', text: ' ', experiment: '' })).toEqual({
    trackingUri: undefined,
    filter: undefined,
    experiments: [],
    orderBy: []
  });
});

it('sorts by a column: largest first, then smallest, then newest again', () => {
  const first = nextOrder(undefined, 'metrics.`auc`');
  const second = nextOrder(first, 'metrics.`auc`');

  expect([first?.descending, second?.descending, nextOrder(second, 'metrics.`auc`')]).toEqual([true, false, undefined]);
});
