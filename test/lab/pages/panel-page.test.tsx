import { act, fireEvent, screen, within } from '@testing-library/react/pure';
import type { PanelStart } from '../../../src/lab/lab';
import { PanelSession } from '../../../src/lab/models/panel-session';
import { PanelPage } from '../../../src/lab/pages/panel-page';
import { FakeService, stagesAt } from '../fake-service';
import * as samples from '../samples';
import { Stage } from '../stage';

function open(start: PanelStart, prepare?: (service: FakeService) => void): Stage {
  const stage = new Stage();
  prepare?.(stage.service);
  stage.show(<PanelPage session={new PanelSession(stage.lab, start)} />);
  return stage;
}

const button = (name: string | RegExp) => screen.getByRole('button', { name });

it('says why it cannot deploy before a model is chosen', async () => {
  const { service } = open({});

  fireEvent.click(button('Deploy'));

  expect(button('Deploy').getAttribute('aria-disabled')).toBe('true');
  expect(screen.getByText('Choose a model first.')).toBeTruthy();
  expect(service.countOf('startRun')).toBe(0);
  await screen.findAllByText('wine');
});

it('takes the model that is clicked in the list', async () => {
  open({});

  fireEvent.click((await screen.findAllByText('wine'))[0]!);

  expect((screen.getByLabelText('Model') as HTMLInputElement).value).toBe('models:/m-2');
});

it('refuses a name that cannot be one, beside the field', () => {
  open({ model: 'models:/churn/3', name: 'My Model' });

  expect(screen.getByLabelText('Name').getAttribute('aria-invalid')).toBe('true');
  expect(button('Deploy').getAttribute('aria-disabled')).toBe('true');
});

it('says that a name which exists becomes a new revision', async () => {
  open({ model: 'models:/churn/4', name: 'churn' }, service => (service.deployments = [samples.deployment()]));

  expect(await screen.findByText(/becomes revision 3 of it/)).toBeTruthy();
});

it('starts a run and shows its steps', async () => {
  const { service } = open({ model: 'models:/churn/3' });

  fireEvent.click(button('Deploy'));

  expect(await screen.findByRole('button', { name: 'Cancel' })).toBeTruthy();
  expect(service.calls.find(({ name }) => name === 'startRun')?.input).toMatchObject({ until: 'deploy' });
});

it('shows the service’s reason when a run cannot start, and keeps the form', async () => {
  open({ model: 'models:/churn/3' }, service =>
    service.fail('startRun', {
      code: 'disk-full',
      severity: 'error',
      message: 'The disk is full.',
      reason: '',
      suggestion: 'Free some.'
    })
  );

  fireEvent.click(button('Deploy'));

  expect(await screen.findByText('The disk is full.')).toBeTruthy();
  expect((screen.getByLabelText('Model') as HTMLInputElement).value).toBe('models:/churn/3');
});

it('follows the step at work until the user looks at another', async () => {
  const { service } = open({ run: 'r' }, fake => fake.put({ ...samples.run('r'), stages: stagesAt(2, 'running') }));
  expect(await screen.findByRole('heading', { name: /^Build/ })).toBeTruthy();

  fireEvent.click(within(screen.getByRole('navigation')).getByRole('button', { name: /^Wrap/ }));
  act(() =>
    service.tell('r', { event: 'stage-finished', stage: 'build', milliseconds: 1 }, { stages: stagesAt(3, 'running') })
  );

  expect(await screen.findByRole('heading', { name: /^Wrap/ })).toBeTruthy();
});

it('cancels a run and offers to resume it', async () => {
  const { service } = open({ run: 'r' }, fake => fake.put({ ...samples.run('r'), stages: stagesAt(2, 'running') }));

  fireEvent.click(await screen.findByRole('button', { name: 'Cancel' }));

  expect(await screen.findByRole('button', { name: 'Resume' })).toBeTruthy();
  expect(service.countOf('cancelRun')).toBe(1);
});

it('lets a person overrule a failed test', async () => {
  const { service } = open({ run: 'r' }, fake =>
    fake.put({
      ...samples.run('r'),
      state: 'failed',
      stages: stagesAt(4, 'failed'),
      verdict: samples.verdict(false),
      problem: { code: 'test-failed', severity: 'error', message: 'Wrong answers.', reason: '', suggestion: 'Look.' }
    })
  );

  fireEvent.click(await screen.findByRole('button', { name: 'Deploy it all the same' }));

  await screen.findByRole('button', { name: 'Cancel' });
  expect(service.calls.find(({ name }) => name === 'resumeRun')?.input).toMatchObject({ acceptFailedTest: true });
});

it('shows markup in names, notes and errors as text', async () => {
  const { HOSTILE } = samples;
  open({ run: 'r' }, fake =>
    fake.put({
      ...samples.run('r', { ...samples.REQUEST, model: HOSTILE }),
      state: 'failed',
      stages: stagesAt(2, 'failed').map(stage => ({ ...stage, note: HOSTILE })),
      problem: { code: 'unexpected', severity: 'error', message: HOSTILE, reason: HOSTILE, suggestion: HOSTILE }
    })
  );

  await screen.findByRole('button', { name: 'Resume' });

  expect(screen.getAllByText(HOSTILE).length).toBeGreaterThan(0);
  expect(document.querySelector('img, b')).toBeNull();
});

it('tells a screen reader when a step begins', async () => {
  const { service } = open({ run: 'r' }, fake => fake.put(samples.run('r')));
  await screen.findByText(/Select: at work/);

  act(() =>
    service.tell('r', { event: 'stage-finished', stage: 'select', milliseconds: 1 }, { stages: stagesAt(1, 'running') })
  );

  expect(await screen.findByText(/Wrap: at work/)).toBeTruthy();
});
