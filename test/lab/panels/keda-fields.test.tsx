import { fireEvent, screen } from '@testing-library/react/pure';
import type { RunRequest } from '../../../src/contract/run';
import { PanelSession } from '../../../src/lab/models/panel-session';
import { PanelPage } from '../../../src/lab/pages/panel-page';
import { EXAMINATION, REPORT } from '../cluster-samples';
import { Stage } from '../stage';

async function open(keda = true): Promise<Stage> {
  const stage = new Stage();
  let now = keda;
  stage.service.answer('examineCluster', ({ context }) => {
    now = context === 'staging' ? false : keda;
    return { ...EXAMINATION, report: { ...REPORT, keda: now } };
  });
  const session = new PanelSession(stage.lab, { model: 'models:/churn/4', target: 'kubernetes' });
  stage.show(<PanelPage session={session} />);
  await screen.findByText(/Kubernetes v1/);
  return stage;
}

const click = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }));
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
const isWrong = (label: string) => screen.getByLabelText(label).getAttribute('aria-invalid') === 'true';

it('are not offered where the cluster has no KEDA', async () => {
  await open(false);
  expect(screen.queryByText('Copies by what KEDA counts')).toBeNull();
});

it('send each trigger as the command does, also values with spaces, commas and equals signs', async () => {
  const { service } = await open();
  await click('Add a trigger');
  type('Scaler', 'prometheus');
  const query = 'sum(rate(requests{deployment="churn", code!="500"}[1m]))';
  type('What it takes', `serverAddress=http://prometheus:9090\n query=${query}\nthreshold=50\n`);
  type('Authentication', 'prometheus-login');

  await click('Deploy');
  await screen.findByRole('button', { name: 'Cancel' });

  const { kubernetes } = service.calls.find(({ name }) => name === 'startRun')!.input as RunRequest;
  expect(kubernetes.kedaTriggers).toEqual([
    {
      type: 'prometheus',
      authentication: 'prometheus-login',
      metadata: { serverAddress: 'http://prometheus:9090', query, threshold: '50' }
    }
  ]);
});

it('keep a line as it is typed, and refuse it until it has a value', async () => {
  const { service } = await open();
  await click('Add a trigger');
  type('Scaler', 'cron');
  for (const text of ['start', 'start=0 8 * * *\ne']) {
    type('What it takes', text);
    expect(screen.getByLabelText<HTMLTextAreaElement>('What it takes').value).toBe(text);
  }
  expect(screen.getByText('e has no value.')).toBeTruthy();

  await click('Deploy');

  expect(service.countOf('startRun')).toBe(0);
});

it('refuse a trigger without a scaler, and an authentication that cannot be one', async () => {
  await open();
  await click('Add a trigger');
  type('Authentication', 'My Login');
  expect([isWrong('Scaler'), isWrong('Authentication'), isWrong('What it takes')]).toEqual([true, true, false]);
});

it('can be taken away again, one of several', async () => {
  await open();
  await click('Add a trigger');
  type('Scaler', 'cron');
  await click('Add a trigger');
  await click('Remove trigger 2');
  expect(screen.getByLabelText<HTMLInputElement>('Scaler').value).toBe('cron');
});

it('stay where another cluster is chosen that has no KEDA, which is said before anything is deployed', async () => {
  const { service } = await open();
  await click('Add a trigger');
  type('Scaler', 'cron');
  await screen.findByRole('option', { name: 'staging' });
  type('Context', 'staging');

  await screen.findByText('The cluster has no KEDA.');
  await click('Deploy');

  expect(service.countOf('startRun')).toBe(0);
});
