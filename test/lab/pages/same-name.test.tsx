import { fireEvent, screen, within } from '@testing-library/react/pure';
import { DeploymentList } from '../../../src/lab/pages/deployment-list';
import { DeploymentPage } from '../../../src/lab/pages/deployment-page';
import type { DeploymentId } from '../../../src/contract/deployment-id';
import { alone, canary, clusterRevisions } from '../cluster-samples';
import { task } from '../samples';
import { Stage } from '../stage';

const FRAUD = { context: 'production', namespace: 'fraud' };
const PRICING = { context: 'production', namespace: 'pricing' };
const OTHER = { name: 'churn', place: PRICING };

/** Two deployments of one name, in two namespaces. */
function stageOfTwo(): Stage {
  const stage = new Stage();
  stage.service.deployments = [canary(), alone({ place: PRICING })];
  stage.service.answer('listRevisions', clusterRevisions);
  return stage;
}

function open(id: DeploymentId): Stage {
  const stage = stageOfTwo();
  stage.show(<DeploymentPage id={id} />);
  return stage;
}

const click = async (name: string | RegExp) => fireEvent.click(await screen.findByRole('button', { name }));
const inputOf = ({ service }: Stage, name: string) => service.calls.find(call => call.name === name)?.input;
const stateIn = ({ service }: Stage, { namespace }: { namespace: string }) =>
  service.deployments.find(({ place }) => place?.namespace === namespace)?.state;

it('has a row for each, and each row opens its own page', async () => {
  const stage = stageOfTwo();
  stage.show(<DeploymentList />);
  const rows = await screen.findAllByRole('listitem');
  expect(rows.map(row => /production, (\w+)/.exec(row.textContent)?.[1])).toEqual(['fraud', 'pricing']);
  rows.forEach(row => fireEvent.click(within(row).getByRole('button')));
  expect(stage.asked).toEqual([
    ['openDeployment', { name: 'churn', place: FRAUD }],
    ['openDeployment', OTHER]
  ]);
});

it('stops its own, and the other one runs on', async () => {
  const stage = open(OTHER);
  expect(await screen.findByText('production, namespace pricing')).toBeTruthy();
  await click('Stop');
  await screen.findByRole('button', { name: 'Start' });
  expect([stateIn(stage, PRICING), stateIn(stage, FRAUD)]).toEqual(['stopped', 'running']);
});

it('removes its own, and the list keeps the other', async () => {
  const stage = open(OTHER);
  await click('Remove…');
  fireEvent.change(screen.getByLabelText(/^Type churn/), { target: { value: 'churn' } });
  await click('Remove churn');
  expect(await screen.findByText(/it was removed/)).toBeTruthy();
  expect(stage.service.deployments).toMatchObject([{ place: FRAUD }]);
});

it.each([
  ['Logs', 'waitForLog'],
  ['Metrics', 'getMetrics'],
  ['Traffic', 'listVersions'],
  ['Revisions', 'listRevisions'],
  ['Test', 'getDeploymentUsage']
] as const)('asks for its own in the tab %s', async (tab, call) => {
  const stage = open(OTHER);
  fireEvent.click(await screen.findByRole('tab', { name: tab }));
  await screen.findByRole('tabpanel', { name: tab });
  expect(inputOf(stage, call)).toMatchObject({ name: 'churn', ...PRICING });
});

it('sends its requests, tests and versions to its own', async () => {
  const stage = open(OTHER);
  await click('Send');
  fireEvent.click(await screen.findByRole('tab', { name: 'Contract' }));
  await click('Test it now');
  fireEvent.click(await screen.findByRole('tab', { name: 'Traffic' }));
  await click('Deploy another version beside it');
  expect(inputOf(stage, 'predict')).toMatchObject({ name: 'churn', ...PRICING });
  expect(inputOf(stage, 'startTest')).toMatchObject({ what: 'churn', ...PRICING });
  expect(stage.asked).toEqual([['openPanel', { name: 'churn', ...PRICING, target: 'kubernetes', rollout: 'canary' }]]);
});

it('does not take the task of the other for its own', async () => {
  const stage = stageOfTwo();
  const restart = { ...task('restart', 'churn'), state: 'running' as const, place: FRAUD, lines: ['Waits for pods.'] };
  stage.service.answer('listTasks', () => [restart]);
  stage.show(<DeploymentPage id={OTHER} />);
  await screen.findByText('production, namespace pricing');
  expect(inputOf(stage, 'listTasks')).toMatchObject({ subject: 'churn', ...PRICING });
  expect(screen.queryByText('Waits for pods.')).toBeNull();
});

it('asks which one is meant when only the name is said', async () => {
  const { asked } = open({ name: 'churn' });
  await click('Open the one in production, namespace pricing');
  expect(asked).toEqual([['openDeployment', OTHER]]);
});
