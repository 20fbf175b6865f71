import { fireEvent, screen, within } from '@testing-library/react/pure';
import { Problem } from '../../../src/contract/problem';
import { RolloutRule } from '../../../src/contract/rollout-rule';
import type { Task } from '../../../src/contract/task';
import { DeploymentList } from '../../../src/lab/pages/deployment-list';
import { DeploymentPage } from '../../../src/lab/pages/deployment-page';
import { alone, canary, clusterRevisions, counted } from '../cluster-samples';
import { FakeService } from '../fake-service';
import * as samples from '../samples';
import { Stage } from '../stage';

function open(tab: string, deployment = canary(), prepare?: (service: FakeService) => void): Stage {
  const stage = new Stage();
  stage.service.deployments = [deployment];
  stage.service.answer('listRevisions', clusterRevisions);
  prepare?.(stage.service);
  stage.show(<DeploymentPage id={{ name: 'churn' }} />);
  void screen.findByRole('tab', { name: tab }).then(found => fireEvent.click(found));
  return stage;
}

const taskOf = (kind: Task['kind']): Task => ({ ...samples.task(kind, 'churn'), place: canary().place });
const click = async (name: string | RegExp) => fireEvent.click(await screen.findByRole('button', { name }));
const inputOf = ({ service }: Stage, name: string) => service.calls.find(call => call.name === name)?.input;

it('says where it runs, and what its versions are', async () => {
  open('Test');
  expect(await screen.findByText('production, namespace fraud')).toBeTruthy();
  expect(screen.getByText('3 of 3 answer')).toBeTruthy();
  expect(screen.getByText('canary, 10 %')).toBeTruthy();
});

it('shows the versions of the list, too', async () => {
  const stage = new Stage();
  stage.service.deployments = [canary()];
  stage.show(<DeploymentList />);
  expect(await screen.findByText('canary, 10 %')).toBeTruthy();
  expect(screen.getByText(/production, fraud/)).toBeTruthy();
});

it('has no traffic tab for what runs on this machine', async () => {
  open('Test', samples.deployment());
  await screen.findByRole('tab', { name: 'Logs' });
  expect(screen.queryByRole('tab', { name: 'Traffic' })).toBeNull();
  expect(screen.queryByRole('button', { name: 'Scale…' })).toBeNull();
});

it('puts the numbers of both versions side by side', async () => {
  open('Traffic');
  const row = await screen.findByRole('row', { name: /^Errors since its start/ });
  expect(within(row).getAllByRole('cell')).toHaveLength(2);
  expect(screen.getByRole('row', { name: 'Copies that answer 2 of 2 1 of 1' })).toBeTruthy();
});

it('sets the share that was chosen with the slider', async () => {
  const stage = open('Traffic');
  fireEvent.change(await screen.findByLabelText('Share of v5, the new version'), { target: { value: '60' } });
  expect(screen.getByText('v4 gets the other 40 %.')).toBeTruthy();

  await click('Apply');

  expect(await screen.findByText('The shares are set.')).toBeTruthy();
  expect(inputOf(stage, 'setTraffic')).toMatchObject({ name: 'churn', revision: 5, percent: 60 });
});

it('says why a share cannot be applied', async () => {
  const stage = open('Traffic');
  const field = await screen.findByLabelText('Share of v5 in percent');
  expect(screen.getByText('This is its share now.')).toBeTruthy();

  fireEvent.change(field, { target: { value: '101' } });
  await click('Apply');

  expect(screen.getByText('A whole number from 0 to 100.')).toBeTruthy();
  expect(stage.service.countOf('setTraffic')).toBe(0);
});

it.each([
  ['Promote…', 'Promote v5', 'promoteVersion', 'Version v5 gets all requests.'],
  ['Discard…', 'Discard v5', 'discardVersion', 'Version v4 gets all requests.']
] as const)('asks once more before it does %s', async (button, confirmed, call, outcome) => {
  const stage = open('Traffic');
  await click(button);
  expect(stage.service.countOf(call)).toBe(0);

  await click(confirmed);

  expect(await screen.findByText(outcome)).toBeTruthy();
  expect(inputOf(stage, call)).toMatchObject({ name: 'churn' });
});

it('changes nothing when it is left as it is', async () => {
  const stage = open('Traffic');
  await click('Discard…');
  await click('Leave it as it is');
  expect(screen.queryByRole('button', { name: 'Discard v5' })).toBeNull();
  expect(stage.service.countOf('discardVersion')).toBe(0);
});

it('says that a shadow answers nobody, and offers no share', async () => {
  const { versions = [] } = canary();
  open('Traffic', canary({ versions: [versions[0]!, { ...versions[1]!, shadow: true, traffic: 100 }] }));
  expect(await screen.findByText(/v5 is a shadow/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Apply' })).toBeNull();
});

it('opens the panel for a version beside the only one', async () => {
  const { asked } = open('Traffic', alone());
  await click('Deploy another version beside it');
  expect(asked).toEqual([['openPanel', { name: 'churn', ...canary().place, target: 'kubernetes', rollout: 'canary' }]]);
});

it('shows why a change failed, and keeps both versions', async () => {
  const problem = Problem.parse({
    code: 'apply-conflict',
    message: 'Somebody else changed churn.',
    reason: 'ben changed spec.predictors.',
    suggestion: 'Look at it, then try again.'
  });
  open('Traffic', canary(), service =>
    service.answer('promoteVersion', () => ({ ...samples.task('promote', 'churn'), state: 'failed', problem }))
  );
  await click('Promote…');
  await click('Promote v5');
  expect((await screen.findByRole('alert')).textContent).toContain('Somebody else changed churn.');
  expect(screen.getByRole('button', { name: 'Apply' })).toBeTruthy();
});

it('says why a version has no numbers', async () => {
  const problem = Problem.parse({ code: 'cluster-forbidden', message: 'You may not.', suggestion: 'Ask for it.' });
  open('Traffic', canary(), service =>
    service.answer('listVersions', () => canary().versions!.map(version => ({ ...version, problem })))
  );
  expect((await screen.findByRole('alert')).textContent).toContain('You may not.');
  expect(screen.getByRole('row', { name: /^Model/ })).toBeTruthy();
});

it('says when the numbers are those of Prometheus', async () => {
  const collected = counted(canary(), 1).map(version => ({ ...version, collected: true }));
  open('Traffic', canary(), service => service.answer('listVersions', () => collected));
  expect(await screen.findByText(/As the cluster’s Prometheus has them, up to its last scrape/)).toBeTruthy();
  expect(screen.getByRole('row', { name: /^Errors since its start/ })).toBeTruthy();
});

it('lets numbers decide, within the limits that were typed', async () => {
  const stage = open('Traffic');
  fireEvent.change(await screen.findByLabelText('Percent that may fail'), { target: { value: '101' } });
  await click('Watch and decide');
  expect(stage.service.countOf('decideByRule')).toBe(0);

  fireEvent.change(screen.getByLabelText('Percent that may fail'), { target: { value: '2' } });
  fireEvent.change(screen.getByLabelText('Milliseconds for 99 of 100'), { target: { value: '250' } });
  await click('Watch and decide');

  expect(await screen.findByText('7 % of its requests failed; 1 % may.')).toBeTruthy();
  expect(inputOf(stage, 'decideByRule')).toMatchObject({
    after: 600,
    minRequests: 20,
    maxErrorRate: 2,
    maxP99: 250
  });
});

it('shows a rule that has been watching since before the page was opened, until it decides', async () => {
  const task: Task = {
    ...taskOf('decide'),
    state: 'running',
    lines: ['v5: 12 of 20 requests so far.']
  };
  let decide: (task: Task) => void = () => undefined;
  const stage = open('Traffic', canary(), service => {
    service.answer('listTasks', () => [task]);
    service.answer('waitForTask', () => new Promise<Task>(resolve => (decide = resolve)));
  });
  expect(await screen.findByText('v5: 12 of 20 requests so far.')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Watching…' }).getAttribute('aria-disabled')).toBe('true');

  stage.service.deployments = [alone()];
  const reason = 'It kept its limits for 600 s.';
  decide({ ...task, state: 'finished', decision: { outcome: 'promoted', revision: 5, reason } });

  expect(await screen.findByText(reason)).toBeTruthy();
  expect(await screen.findByText('Version v4 gets all requests.')).toBeTruthy();
});

it('tells what a rule decided while nobody looked', async () => {
  const reason = '7 % of its requests failed; 1 % may.';
  open('Traffic', alone(), service =>
    service.answer('listTasks', () => [
      { ...taskOf('decide'), decision: { outcome: 'discarded', revision: 5, reason } }
    ])
  );
  expect(await screen.findByText(reason)).toBeTruthy();
});

const KEPT = { rule: RolloutRule.parse({ after: 600, maxP99: 250 }), revision: 5, since: samples.TIME, owner: 'anna' };

it('says that nobody watches a rule, and goes on with it', async () => {
  const stage = open('Traffic', canary({ rule: KEPT }));
  expect(await screen.findByText(/^A rule of anna decides about v5: 600 s and 20 requests, .*250 ms/)).toBeTruthy();
  expect(screen.getByText(/^Nobody watches it now/)).toBeTruthy();

  await click('Go on watching');

  expect(await screen.findByText('It kept its limits for 600 s.')).toBeTruthy();
  expect(inputOf(stage, 'watchRule')).toEqual({ name: 'churn', context: 'production', namespace: 'fraud' });
  expect(screen.queryByRole('button', { name: 'Go on watching' })).toBeNull();
});

it('says who watches a rule, and leaves it to them', async () => {
  open('Traffic', canary({ rule: { ...KEPT, watcher: 'ben on desk-3' } }));
  expect(await screen.findByText('ben on desk-3 watches it.')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Go on watching' })).toBeNull();
});

it('follows a change that is on its way, and cancels it', async () => {
  const task: Task = { ...taskOf('promote'), state: 'running', lines: ['Waits for pods.'] };
  const { service } = open('Traffic', canary(), fake => {
    fake.answer('listTasks', () => [task]);
    fake.answer('waitForTask', () => new Promise<Task>(() => undefined));
    fake.answer('cancelTask', () => ({ ...task, state: 'cancelled' }));
  });
  await screen.findByText('Waits for pods.');
  await click('Cancel');
  expect(service.countOf('cancelTask')).toBe(1);
});

it('scales to another number of copies', async () => {
  const stage = open('Test', alone());
  await click('Scale…');
  fireEvent.change(screen.getByLabelText('Copies of churn'), { target: { value: '3' } });
  await click('Scale');
  expect(await screen.findByText('3 of 3 answer')).toBeTruthy();
  expect(inputOf(stage, 'scaleDeployment')).toMatchObject({ name: 'churn', replicas: 3 });
});

it('does not scale to none', async () => {
  const stage = open('Test', alone());
  await click('Scale…');
  fireEvent.change(screen.getByLabelText('Copies of churn'), { target: { value: '0' } });
  await click('Scale');
  expect(screen.getByText(/to have none, stop it/)).toBeTruthy();
  expect(stage.service.countOf('scaleDeployment')).toBe(0);
});

it('starts it anew', async () => {
  const stage = open('Test', samples.deployment());
  await click('Restart');
  expect(await screen.findByText('It was started anew and answers.')).toBeTruthy();
  expect(stage.service.countOf('restartDeployment')).toBe(1);
});

it('tells who deployed which image when, with what verdict', async () => {
  open('Revisions', canary(), service =>
    service.answer('listRevisions', () =>
      clusterRevisions().map(each => (each.revision === 3 ? { ...each, owner: samples.HOSTILE } : each))
    )
  );
  const row = await screen.findByRole('row', { name: /^5 / });
  expect(row.textContent).toMatch(/by grace/);
  expect(row.textContent).toMatch(/churn@5f0c1d2e3a4b/);
  expect(row.textContent).toMatch(/12 of 12 cases passed/);
  expect(screen.getByText(`by ${samples.HOSTILE}`)).toBeTruthy();
  expect(document.querySelector('img')).toBeNull();
});

it('rolls back after it was asked once more', async () => {
  const stage = open('Revisions');
  await click('Roll back to 3…');
  expect(stage.service.countOf('rollBack')).toBe(0);

  await click('Roll back to revision 3');

  expect(await screen.findByText('The revision is back.')).toBeTruthy();
  expect(inputOf(stage, 'rollBack')).toMatchObject({ name: 'churn', to: 3 });
});

it('offers no way back to what is gone, and says so', async () => {
  const stage = open('Revisions', canary(), service =>
    service.answer('listRevisions', () => clusterRevisions().map(each => ({ ...each, gone: true })))
  );
  await click('Roll back to 3…');
  expect(screen.getAllByText('What it was made of is gone.')).toHaveLength(2);
  expect(screen.queryByRole('button', { name: 'Roll back to revision 3' })).toBeNull();
  expect(stage.service.countOf('rollBack')).toBe(0);
});

it('compares any two revisions, as text', async () => {
  const stage = open('Revisions');
  fireEvent.change(await screen.findByLabelText('From'), { target: { value: '3' } });
  await click('Compare');
  const diff = await screen.findByRole('region', { name: 'From revision 3 to 5' });
  expect(diff.textContent).toContain('-   replicas: 1\n+   replicas: 2');
  expect(inputOf(stage, 'diffRevisions')).toMatchObject({ name: 'churn', from: '3', to: '5' });
});
