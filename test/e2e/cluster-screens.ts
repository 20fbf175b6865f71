import type { Locator, Page } from '@playwright/test';
import { Problem } from '../../src/contract/problem';
import type { Task } from '../../src/contract/task';
import * as cluster from '../lab/cluster-samples';
import { type FakeService, stagesAt } from '../lab/fake-service';
import * as samples from '../lab/samples';
import { execute } from './application';
import type { Screen } from './screens';

/** What is seen of a deployment to a cluster, from the choice of the place to the way back. */

const PAGE = '.jp-MainAreaWidget:not(.lm-mod-hidden) .jp-DeployModel-view';
const REQUEST = { ...samples.REQUEST, target: 'kubernetes' } as const;

let runs = 0;

const showRun = (change: object, lines: readonly string[] = []) =>
  async function open(page: Page, fake: FakeService): Promise<void> {
    // A page remembers a run by its id.
    const id = `cluster-run-${++runs}`;
    fake.put({ ...samples.run(id, REQUEST), ...change });
    lines.forEach(line => fake.tell(id, { event: 'log', stage: 'deploy', source: 'cluster', line }));
    await execute(page, 'deploy-model:open-panel', { run: id });
  };

const openDeployment = (tab: string, further: (view: Locator) => Promise<void> = async () => undefined) =>
  async function open(page: Page, fake: FakeService): Promise<void> {
    fake.deployments = [cluster.canary()];
    fake.answer('listRevisions', cluster.clusterRevisions);
    await execute(page, 'deploy-model:open-deployment', { name: 'churn' });
    const view = page.locator(PAGE);
    await view.getByRole('tab', { name: tab, exact: true }).click();
    await further(view);
  };

const openForm = (prepare: (fake: FakeService) => void = () => undefined) =>
  async function open(page: Page, fake: FakeService): Promise<void> {
    fake.deployments = [cluster.alone()];
    prepare(fake);
    const start = { model: 'models:/churn/4', name: 'churn', target: 'kubernetes', rollout: 'canary' };
    await execute(page, 'deploy-model:open-panel', start);
    const group = page.locator(PAGE).getByRole('group', { name: 'Cluster' });
    await group.getByText('Kubernetes v1.34.4').waitFor();
    await group.evaluate(element => element.scrollIntoView());
  };

const lacksSeldon = (fake: FakeService) =>
  fake.answer('examineCluster', () => ({
    report: { ...cluster.REPORT, seldon: false, ingress: undefined },
    problems: [cluster.NO_SELDON, cluster.NO_LOGS]
  }));

const hasKeda = (fake: FakeService) =>
  fake.answer('examineCluster', () => ({ report: { ...cluster.REPORT, keda: true }, problems: [] }));

const WATCHING: Task = {
  ...samples.task('decide', 'churn'),
  place: cluster.canary().place,
  state: 'running',
  lines: ['v5: 12 of 20 requests so far, 0 % failed.']
};

const OUT_OF_MEMORY = Problem.parse({
  code: 'model-out-of-memory',
  message: 'The model ran out of memory.',
  reason: 'Its limit is 256Mi, and it was ended 3 times.',
  suggestion: 'Give it more with the option Memory in MiB.',
  detail: 'INFO loading the model\nKilled'
});

export const CLUSTER_SCREENS: Screen[] = [
  { name: 'panel-cluster', selector: PAGE, open: openForm() },
  {
    name: 'panel-server',
    selector: PAGE,
    open: async (page, fake) => {
      await openForm()(page, fake);
      const group = page.locator(PAGE).getByRole('group', { name: 'Cluster' });
      await group.getByText('Without an image').click();
      await group.getByLabel('Served by').selectOption('MLFLOW_SERVER');
      await group.getByText('Without an image').evaluate(element => element.scrollIntoView());
    }
  },
  {
    name: 'panel-keda',
    selector: PAGE,
    open: async (page, fake) => {
      await openForm(hasKeda)(page, fake);
      const group = page.locator(PAGE).getByRole('group', { name: 'Cluster' });
      await group.getByText('Copies by what KEDA counts').click();
      await group.getByRole('button', { name: 'Add a trigger' }).click();
      await group.getByLabel('Scaler').fill('prometheus');
      await group.getByLabel('What it takes').fill('serverAddress=http://prometheus:9090\nthreshold');
      await group.getByText('Copies by what KEDA counts').evaluate(element => element.scrollIntoView());
    }
  },
  {
    name: 'panel-cluster-missing',
    selector: PAGE,
    open: openForm(lacksSeldon)
  },
  {
    name: 'seldon-install',
    selector: PAGE,
    open: async (page, fake) => {
      await openForm(lacksSeldon)(page, fake);
      const group = page.locator(PAGE).getByRole('group', { name: 'Cluster' });
      await group.getByText('Install Seldon Core', { exact: true }).click();
      await group.getByRole('button', { name: 'See what would be installed' }).click();
      await group.getByRole('button', { name: 'Install…' }).click();
      await group.getByRole('table').scrollIntoViewIfNeeded();
    }
  },
  {
    name: 'deployment-rule',
    selector: PAGE,
    open: async (page, fake) => {
      fake.answer('listTasks', () => [WATCHING]);
      fake.answer('waitForTask', () => new Promise(() => undefined));
      await openDeployment('Traffic', async view => {
        await view.getByText('Let its numbers decide').click();
        await view.getByText(WATCHING.lines[0]!).waitFor();
      })(page, fake);
    }
  },
  { name: 'manifest', selector: PAGE, open: showRun({ state: 'finished', stages: stagesAt(3, 'waiting') }) },
  { name: 'rollout', selector: PAGE, open: showRun({ stages: stagesAt(4, 'running') }, cluster.ROLLOUT_LINES) },
  {
    name: 'rollout-failed',
    selector: PAGE,
    open: showRun(
      {
        state: 'failed',
        stages: stagesAt(4, 'failed').map(stage =>
          stage.state === 'failed' ? { ...stage, problem: OUT_OF_MEMORY } : stage
        ),
        problem: OUT_OF_MEMORY
      },
      [...cluster.ROLLOUT_LINES, 'The model ran out of memory. Its limit is 256Mi. (9.4 s)']
    )
  },
  {
    name: 'deployment-traffic',
    selector: PAGE,
    open: openDeployment('Traffic', view => view.getByRole('table').waitFor())
  },
  {
    name: 'deployment-promote',
    selector: PAGE,
    open: openDeployment('Traffic', view => view.getByRole('button', { name: 'Promote…' }).click())
  },
  {
    name: 'deployment-history',
    selector: PAGE,
    open: openDeployment('Revisions', async view => {
      await view.getByRole('button', { name: 'Roll back to 3…' }).click();
      await view.getByRole('button', { name: 'Compare' }).click();
      await view.getByRole('region', { name: /^From revision/ }).waitFor();
    })
  },
  {
    name: 'deployment-scale',
    selector: PAGE,
    open: openDeployment('Test', view => view.getByRole('button', { name: 'Scale…' }).click())
  },
  {
    name: 'deployments-cluster',
    selector: '#deploy-model-sidebar',
    open: async (page, fake) => {
      fake.deployments = [cluster.canary(), samples.deployment('prices')];
      await execute(page, 'deploy-model:show-deployments');
    }
  }
];
