import { columnsOf, rangeOf, shownColumns } from '../../../src/lab/models/model-columns';
import { models } from '../samples';
import { trans, words } from '../stage';

const rows = models(20);
const columns = columnsOf(rows, trans);
const keysOf = (shown: readonly { key: string }[]) => shown.map(({ key }) => key);

it('offers what the models have, and leaves MLflow’s own tags out', () => {
  const tagged = columnsOf([{ ...rows[0]!, tags: { 'mlflow.user': 'x', team: 'a' } }], trans);

  expect(keysOf(tagged)).toEqual(expect.arrayContaining(['metrics.auc', 'params.depth', 'tags.team']));
  expect(keysOf(tagged)).not.toContain('tags.mlflow.user');
});

it('chooses age, user and the first metrics for a new user', () => {
  expect(keysOf(shownColumns(columns, []))).toEqual(['age', 'user', 'metrics.auc', 'metrics.loss']);
});

it('shows the user’s columns in their order and none that is not there', () => {
  expect(keysOf(shownColumns(columns, ['metrics.loss', 'metrics.gone', 'run']))).toEqual(['metrics.loss', 'run']);
});

it('measures bars by the numbers only: not-a-number has none', () => {
  const loss = columns.find(({ key }) => key === 'metrics.loss')!;

  expect(rangeOf(rows, loss)).toEqual([0.01, 0.19]);
  expect(loss.text(rows[0]!, words)).toBe('NaN');
});
