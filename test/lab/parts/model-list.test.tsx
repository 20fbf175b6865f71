import { fireEvent, screen, waitFor } from '@testing-library/react/pure';
import type { ModelSummary } from '../../../src/contract/model';
import type { Problem } from '../../../src/contract/problem';
import { ModelList } from '../../../src/lab/parts/model-list';
import type { FakeService } from '../fake-service';
import { HOSTILE } from '../samples';
import { Stage } from '../stage';

function open(prepare?: (service: FakeService) => void) {
  const stage = new Stage();
  prepare?.(stage.service);
  const picked: ModelSummary[] = [];
  stage.show(<ModelList trackingUri="http://mlflow.example" onPick={model => picked.push(model)} />);
  return { ...stage, service: stage.service, picked };
}

const problem = (code: Problem['code']): Problem => ({
  code,
  severity: 'error',
  message: 'It did not work.',
  reason: 'A reason.',
  suggestion: 'Do this.'
});
const lastQuery = (service: FakeService) => service.calls.filter(({ name }) => name === 'listModels').at(-1)?.input;

it.each(['tracking-unreachable', 'tracking-unauthorised', 'tracking-forbidden', 'tracking-sso'] as const)(
  'says of %s what happened, why and what to do, and asks again on request',
  async code => {
    const { service } = open(fake => fake.fail('listModels', problem(code)));
    expect((await screen.findByRole('alert')).textContent).toContain('It did not work. A reason.Do this.');

    service.fail('listModels');
    fireEvent.click(screen.getByRole('button', { name: 'Retry' }));

    expect((await screen.findAllByText('wine')).length).toBeGreaterThan(0);
  }
);

it('says how to log a model when there is none', async () => {
  open(fake => (fake.models = []));

  expect(await screen.findByText(/No models yet/)).toBeTruthy();
});

it('offers to show all again when nothing matches a filter', async () => {
  const { service } = open(fake =>
    fake.answer('listModels', ({ filter }) => ({ models: filter ? [] : fake.models.slice(0, 5) }))
  );
  await screen.findByText('wine');

  fireEvent.change(screen.getByLabelText('Filter models'), { target: { value: 'metrics.auc > 2' } });
  fireEvent.click(await screen.findByRole('button', { name: 'Show all' }));

  expect(await screen.findByText('wine')).toBeTruthy();
  expect(lastQuery(service)?.filter).toBeUndefined();
});

it('waits for a pause in typing before it asks', async () => {
  const { service } = open();
  await screen.findAllByText('wine');
  const before = service.countOf('listModels');

  for (const text of ['m', 'me', 'mellow']) {
    fireEvent.change(screen.getByLabelText('Filter models'), { target: { value: text } });
  }
  await waitFor(() => expect(service.countOf('listModels')).toBeGreaterThan(before));

  expect(service.countOf('listModels')).toBe(before + 1);
  expect(lastQuery(service)?.filter).toBe("attributes.run_name ILIKE '%mellow%'");
});

it('lets the server sort by the column that is clicked', async () => {
  const { service } = open();
  await screen.findAllByText('wine');

  fireEvent.click(await screen.findByRole('button', { name: 'auc' }));

  await waitFor(() => expect(lastQuery(service)?.orderBy).toBe('metrics.`auc` DESC'));
});

it('goes through the rows with the arrow keys and picks with Enter', async () => {
  const { picked } = open();
  await screen.findAllByText('wine');
  const grid = screen.getByRole('grid');

  fireEvent.keyDown(grid, { key: 'ArrowDown' });
  fireEvent.keyDown(grid, { key: 'ArrowDown' });
  fireEvent.keyDown(grid, { key: 'Enter' });

  expect(picked.map(({ uri }) => uri)).toEqual(['models:/m-2']);
});

it('shows markup in a name as text', async () => {
  open(fake => (fake.models[0]!.name = HOSTILE));

  expect(await screen.findByText(HOSTILE)).toBeTruthy();
  expect(document.querySelector('img')).toBeNull();
});

it('puts only the rows in sight on the page', async () => {
  open();
  await screen.findAllByText('wine');

  expect(screen.getAllByRole('row').length).toBeLessThan(60);
  expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('101');
});

it('goes to the very last model with the End key, however many pages away', async () => {
  const { service } = open();
  await screen.findAllByText('wine');
  const grid = screen.getByRole('grid');

  fireEvent.keyDown(grid, { key: 'End' });

  await waitFor(() => expect(grid.getAttribute('aria-rowcount')).toBe('251'));
  await waitFor(() => expect(screen.queryByText(/Loading all models/)).toBeNull());
  expect(service.countOf('listModels')).toBe(3);
});

it('shows each alias of a version by itself', async () => {
  open();

  const alias = (await screen.findAllByText('@champion'))[0]!;

  expect(alias.className).toContain('jp-mod-alias');
  expect(alias.title).toBe('models:/churn@champion');
});

it('shows a whole metric with its point, and all digits on hover', async () => {
  const metrics = { auc: 2, loss: 0.123456789012 };
  open(fake => (fake.models = fake.models.slice(0, 1).map(model => ({ ...model, metrics }))));

  expect((await screen.findByText('2.0')).title).toBe('auc: 2.0');
  expect(screen.getByText('0.1235').title).toBe('loss: 0.123456789012');
});
