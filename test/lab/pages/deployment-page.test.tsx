import { fireEvent, screen, within } from '@testing-library/react/pure';
import { DeploymentPage } from '../../../src/lab/pages/deployment-page';
import { FakeService } from '../fake-service';
import * as samples from '../samples';
import { Stage } from '../stage';

function open(prepare?: (service: FakeService) => void): Stage {
  const stage = new Stage();
  stage.service.deployments = [samples.deployment()];
  prepare?.(stage.service);
  stage.show(<DeploymentPage id={{ name: 'churn' }} />);
  return stage;
}

const click = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }));

it('sends the form as the model wants it and shows the answer', async () => {
  const { service } = open();
  fireEvent.change(await screen.findByLabelText('age'), { target: { value: '60' } });

  await click('Send');

  expect(await screen.findByText(/0\.25/)).toBeTruthy();
  const { request } = service.calls.find(({ name }) => name === 'predict')!.input as { request: string };
  expect(JSON.parse(request)).toEqual({
    data: { names: ['age', 'income', 'plan', 'active', 'note'], ndarray: [[60, 52000, 'pro', true, null]] }
  });
});

it('does not send a form with a wrong value, and says which', async () => {
  const { service } = open();
  fireEvent.change(await screen.findByLabelText('age'), { target: { value: 'old' } });

  await click('Send');

  expect(await screen.findByText('This is no whole number.')).toBeTruthy();
  expect(service.countOf('predict')).toBe(0);
});

it('sends JSON as it was typed', async () => {
  const { service } = open();
  fireEvent.click(await screen.findByRole('tab', { name: 'JSON' }));
  fireEvent.change(screen.getByLabelText('Request in JSON'), {
    target: { value: '{"strData": "<b>9007199254740993"}' }
  });

  await click('Send');
  await screen.findByText(/0\.25/);

  expect(service.calls.find(({ name }) => name === 'predict')!.input.request).toBe(
    '{"strData": "<b>9007199254740993"}'
  );
});

it('shows what the model says when it refuses', async () => {
  open(service =>
    service.answer('predict', () => ({ status: 400, answer: '{"status":"no column age"}', milliseconds: 1 }))
  );
  await screen.findByLabelText('age');

  await click('Send');

  expect(await screen.findByText('Refused')).toBeTruthy();
  expect(screen.getByText(/no column age/)).toBeTruthy();
});

it('measures many answers', async () => {
  const { service } = open();
  await screen.findByLabelText('age');

  await click('Send 50 times');

  expect(await screen.findByText(/50 answers: median/)).toBeTruthy();
  expect(service.countOf('predict')).toBe(50);
});

it('removes only after the name was typed', async () => {
  const { service } = open();
  await click('Remove…');

  await click('Remove churn');
  expect(service.countOf('removeDeployment')).toBe(0);
  fireEvent.change(screen.getByLabelText(/^Type churn/), { target: { value: 'churn' } });
  await click('Remove churn');

  expect(await screen.findByText(/it was removed/)).toBeTruthy();
});

it('begins with a row of the right types when no example was logged, and says so', async () => {
  const { service } = open(fake => fake.answer('getDeploymentUsage', () => ({ ...samples.USAGE, example: undefined })));
  expect(await screen.findByText(/these values are made up/)).toBeTruthy();

  await click('Send');
  await screen.findByText(/0\.25/);

  expect(JSON.parse(service.calls.find(({ name }) => name === 'predict')!.input.request as string)).toEqual({
    data: { names: ['age', 'income', 'plan', 'active', 'note'], ndarray: [[1, 1, '', false, null]] }
  });
});

it('says that nothing is known of a model without example and signature', async () => {
  open(fake =>
    fake.answer('getDeploymentUsage', () => ({ ...samples.USAGE, example: undefined, signature: undefined }))
  );

  expect(await screen.findByText(/put values into the empty row/)).toBeTruthy();
});

it('stops and starts', async () => {
  const { service } = open();

  await click('Stop');
  await click('Start');
  await screen.findByRole('button', { name: 'Stop' });

  expect([service.countOf('stopDeployment'), service.countOf('startDeployment')]).toEqual([1, 1]);
});

it('shows the log as text, with the first error in reach', async () => {
  open(service =>
    service.answer('waitForLog', ({ cursor }) =>
      cursor
        ? new Promise(() => undefined)
        : { lines: [samples.HOSTILE, ...samples.LOG], cursor: 'end', restarted: false }
    )
  );

  fireEvent.click(await screen.findByRole('tab', { name: 'Logs' }));

  const log = await screen.findByRole('log');
  expect(await within(log).findByText(/ValueError: could not convert/)).toBeTruthy();
  expect(within(log).getByText(samples.HOSTILE)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Go to the first error' }).getAttribute('aria-disabled')).toBeNull();
  expect(document.querySelector('img')).toBeNull();
});

it('tests the deployment against its contract', async () => {
  open();
  fireEvent.click(await screen.findByRole('tab', { name: 'Contract' }));

  await click('Test it now');

  expect(await screen.findByRole('row', { name: /a missing column .* failed/ })).toBeTruthy();
});

it('goes through the tabs with the arrow keys', async () => {
  open();
  const first = await screen.findByRole('tab', { name: 'Test' });

  fireEvent.keyDown(first, { key: 'ArrowRight' });
  expect(screen.getByRole('tab', { name: 'Logs' }).getAttribute('aria-selected')).toBe('true');
  fireEvent.keyDown(document.activeElement!, { key: 'End' });

  expect(screen.getByRole('tab', { name: 'Revisions' })).toBe(document.activeElement);
});

it('opens the panel for a revision to deploy it again', async () => {
  const { asked } = open();
  fireEvent.click(await screen.findByRole('tab', { name: 'Revisions' }));

  fireEvent.click((await screen.findAllByRole('button', { name: 'Deploy this model again' }))[1]!);

  expect(asked).toEqual([['openPanel', { model: 'models:/churn/2', name: 'churn' }]]);
});
