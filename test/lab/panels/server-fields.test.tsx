import { fireEvent, screen } from '@testing-library/react/pure';
import type { RunRequest } from '../../../src/contract/run';
import { PanelSession } from '../../../src/lab/models/panel-session';
import { PanelPage } from '../../../src/lab/pages/panel-page';
import { EXAMINATION, OFFERS, REPORT } from '../cluster-samples';
import type { FakeService } from '../fake-service';
import { Stage } from '../stage';

const [FITS, OTHER] = OFFERS;
const CHOICE = 'Served by';

async function open(prepare: (service: FakeService) => void = () => undefined): Promise<Stage> {
  const stage = new Stage();
  prepare(stage.service);
  const session = new PanelSession(stage.lab, { model: 'models:/churn/4', target: 'kubernetes' });
  stage.show(<PanelPage session={session} />);
  await screen.findByText(/Kubernetes v1/);
  return stage;
}

const choose = async (server: string) =>
  fireEvent.change(await screen.findByLabelText(CHOICE), { target: { value: server } });
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
const refusals = () => screen.getAllByRole('alert').map(({ textContent }) => textContent);
const deploy = () => fireEvent.click(screen.getByRole('button', { name: 'Deploy' }));
async function sent({ service }: Stage): Promise<RunRequest> {
  deploy();
  await screen.findByRole('button', { name: 'Cancel' });
  return service.calls.find(({ name }) => name === 'startRun')!.input as RunRequest;
}

it('offers the server that fits, with why an image is better and what it costs, and of the other says why not', async () => {
  await open();
  const options = [...(await screen.findByLabelText<HTMLSelectElement>(CHOICE)).options].map(({ text }) => text);
  expect(options).toEqual(['an image that is built here', 'MLFLOW_SERVER']);
  expect(screen.getByText(FITS!.because, { exact: false })).toBeTruthy();
  expect(screen.getByText(OTHER!.because, { exact: false })).toBeTruthy();
  FITS!.costs.forEach(cost => expect(screen.getByText(cost)).toBeTruthy());
});

it('asks about the model and the place that are chosen', async () => {
  const { service } = await open();
  await screen.findByLabelText(CHOICE);
  expect(service.calls.find(({ name }) => name === 'listServers')!.input).toMatchObject({ model: 'models:/churn/4' });
});

it('recommends it where no image can be built', async () => {
  const recommended = { ...FITS!, recommended: true, because: 'No image can be built here: there is no engine.' };
  await open(service => service.answer('listServers', () => [recommended]));
  expect(await screen.findByRole('option', { name: 'MLFLOW_SERVER (recommended)' })).toBeTruthy();
  expect(screen.getByText('No image can be built here: there is no engine.', { exact: false })).toBeTruthy();
});

it('is not offered where the cluster has none', async () => {
  await open(service => service.answer('listServers', () => []));
  expect(screen.queryByLabelText(CHOICE)).toBeNull();
});

it('is not asked for where there is no Seldon Core', async () => {
  const { service } = await open(fake =>
    fake.answer('examineCluster', () => ({ ...EXAMINATION, report: { ...REPORT, seldon: false } }))
  );
  expect(service.countOf('listServers')).toBe(0);
});

it('deploys with the server, the address and the secret that were chosen, and with nothing of an image', async () => {
  const stage = await open();
  type('Image', 'registry.example/fraud/churn');
  fireEvent.change(screen.getByLabelText('Runtime'), { target: { value: 'mlserver' } });
  await choose('MLFLOW_SERVER');
  type('Where pods fetch the model', 's3://models/churn/4');
  type('Secret of its storage', 's3-login');
  await screen.findByText(FITS!.costs[0]!);

  const request = await sent(stage);

  expect(request.kubernetes).toMatchObject({
    server: 'MLFLOW_SERVER',
    modelUri: 's3://models/churn/4',
    modelSecret: 's3-login'
  });
  expect(request).toMatchObject({ runtime: 'builtin', builder: 's2i', push: false });
  expect(request.image).toBeUndefined();
});

it('hides what only an image has', async () => {
  await open();
  await choose('MLFLOW_SERVER');
  for (const label of ['Image', 'Runtime', 'Builder', 'Base image', 'Method', 'Protocol']) {
    expect(screen.queryByLabelText(label)).toBeNull();
  }
});

it('leaves server, address and secret out again with an image, and on another target', async () => {
  const stage = await open();
  await choose('MLFLOW_SERVER');
  type('Where pods fetch the model', 's3://models/churn/4');
  fireEvent.change(screen.getByLabelText('Target'), { target: { value: 'process' } });

  const { kubernetes } = await sent(stage);

  expect([kubernetes.server, kubernetes.modelUri]).toEqual([undefined, undefined]);
});

it('refuses an address that no pod can reach, beside the field', async () => {
  const { service } = await open();
  await choose('MLFLOW_SERVER');
  type('Where pods fetch the model', '/home/anna/mlruns/1');
  deploy();
  expect(screen.getByLabelText('Where pods fetch the model').getAttribute('aria-invalid')).toBe('true');
  expect(refusals().join(' ')).toContain('an address that pods can fetch from');
  expect(service.countOf('startRun')).toBe(0);
});

it('does not deploy when the server no longer fits, and says why', async () => {
  const { service } = await open();
  await choose('MLFLOW_SERVER');
  service.answer('listServers', () => [{ ...FITS!, fits: false, because: 'Its files are at /home/anna.' }]);
  type('Where pods fetch the model', 's3://models/other');
  const why = 'MLFLOW_SERVER cannot serve this model: Its files are at /home/anna.';
  // At the field; beside the button it stands, too.
  expect(await screen.findByText(why, { selector: '[role=alert]' })).toBeTruthy();
  deploy();
  expect(service.countOf('startRun')).toBe(0);
});
