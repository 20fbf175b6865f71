import type { Page } from '@playwright/test';
import { Problem } from '../../src/contract/problem';
import { FakeService, stagesAt } from '../lab/fake-service';
import * as samples from '../lab/samples';
import { execute } from './application';
import { CLUSTER_SCREENS } from './cluster-screens';

/** A state of the extension worth looking at. */
export interface Screen {
  name: string;
  /** What is looked at and judged. */
  selector: string;
  open: (page: Page, fake: FakeService) => Promise<void>;
}

const PAGE = '.jp-MainAreaWidget:not(.lm-mod-hidden) .jp-DeployModel-view';
const SIDEBAR = '#deploy-model-sidebar';

let runs = 0;

const showRun = (change: (run: ReturnType<typeof samples.run>) => object, step?: string) =>
  async function open(page: Page, fake: FakeService): Promise<void> {
    // A page remembers a run by its id.
    const id = `run-${++runs}`;
    const run = samples.run(id);
    fake.put({ ...run, ...change(run) });
    fake.deployments = [samples.deployment()];
    samples.LOG.forEach(line => fake.tell(id, { event: 'log', stage: 'build', source: 'uv', line }));
    await execute(page, 'deploy-model:open-panel', { run: id });
    if (step) {
      const name = new RegExp(`^${step}`);
      await page.locator(PAGE).getByRole('navigation').getByRole('button', { name }).click();
    }
  };

const openDeployment = (tab: string) =>
  async function open(page: Page, fake: FakeService): Promise<void> {
    fake.deployments = [samples.deployment()];
    await execute(page, 'deploy-model:open-deployment', { name: 'churn' });
    await page.locator(PAGE).getByRole('tab', { name: tab, exact: true }).click();
  };

const showModels = (prepare: (fake: FakeService) => void) =>
  async function open(page: Page, fake: FakeService): Promise<void> {
    prepare(fake);
    await execute(page, 'deploy-model:show-models');
  };

const finished = { state: 'finished', stages: stagesAt(5, 'finished'), deployment: samples.deployment() } as const;
const problem = (code: Problem['code'], message: string, reason: string, suggestion: string) =>
  Problem.parse({ code, message, reason, suggestion, detail: 'Traceback (most recent call last):\n  …' });

const NO_ENGINE = {
  problem: problem(
    'docker-unreachable',
    'There is no Docker Engine at unix:///var/run/docker.sock.',
    'Nothing listens there: the engine was not started.',
    'Start it, or name another with DOCKER_HOST.'
  ),
  gpuIds: [],
  contexts: samples.ENGINE.contexts
};
const REFUSED = problem(
  'registry-unauthorised',
  'The registry refused the login.',
  'unauthorized: authentication required',
  'Log in with `docker login`, as a user who may use that repository.'
);

const showBuild = (change: () => object) =>
  async function open(page: Page, fake: FakeService): Promise<void> {
    const id = `run-${++runs}`;
    const request = { ...samples.REQUEST, target: 'docker' as const, image: 'registry:5000/team/churn:1.2' };
    fake.put({ ...samples.run(id, request), ...change() });
    samples.LOG.forEach(line => fake.tell(id, { event: 'log', stage: 'build', source: 's2i', line }));
    await execute(page, 'deploy-model:build-image', { run: id });
  };

export const SCREENS: Screen[] = [
  { name: 'panel', selector: PAGE, open: page => execute(page, 'deploy-model:open-panel') },
  {
    name: 'panel-model',
    selector: PAGE,
    open: async (page, fake) => {
      fake.put({ ...samples.run('run-1'), ...finished });
      fake.deployments = [samples.deployment()];
      await execute(page, 'deploy-model:open-panel', { model: 'models:/churn/3', name: 'churn' });
    }
  },
  { name: 'select', selector: PAGE, open: showRun(() => ({}), 'Select') },
  {
    name: 'wrap',
    selector: PAGE,
    open: showRun(() => ({ state: 'finished', stages: stagesAt(2, 'waiting') }), 'Wrap')
  },
  { name: 'build', selector: PAGE, open: showRun(() => ({ stages: stagesAt(2, 'running') }), 'Build') },
  {
    name: 'test-failed',
    selector: PAGE,
    open: showRun(
      () => ({
        state: 'failed',
        stages: stagesAt(4, 'failed'),
        verdict: samples.verdict(false),
        problem: problem('test-failed', 'The model did not pass its test.', '1 of 3 cases failed.', 'Look at the case.')
      }),
      'Test'
    )
  },
  { name: 'test', selector: PAGE, open: showRun(() => ({ ...finished, verdict: samples.verdict(true) }), 'Test') },
  { name: 'deploy', selector: PAGE, open: showRun(() => finished, 'Deploy') },
  { name: 'deployment-test', selector: PAGE, open: openDeployment('Test') },
  {
    name: 'deployment-json',
    selector: PAGE,
    open: async (page, fake) => {
      await openDeployment('Test')(page, fake);
      await page.locator(PAGE).getByRole('tab', { name: 'JSON' }).click();
      await page.locator(PAGE).getByRole('button', { name: 'Send', exact: true }).click();
      await page.locator(PAGE).getByText('status 200').waitFor();
    }
  },
  {
    name: 'deployment-no-example',
    selector: PAGE,
    open: async (page, fake) => {
      fake.answer('getDeploymentUsage', () => ({ ...samples.USAGE, example: undefined }));
      await openDeployment('Test')(page, fake);
    }
  },
  { name: 'deployment-logs', selector: PAGE, open: openDeployment('Logs') },
  { name: 'deployment-metrics', selector: PAGE, open: openDeployment('Metrics') },
  {
    name: 'deployment-contract',
    selector: PAGE,
    open: async (page, fake) => {
      await openDeployment('Contract')(page, fake);
      await page.locator(PAGE).getByRole('button', { name: 'Test it now' }).click();
      await page.locator(PAGE).getByRole('table').waitFor();
    }
  },
  { name: 'deployment-revisions', selector: PAGE, open: openDeployment('Revisions') },
  {
    name: 'deployment-remove',
    selector: PAGE,
    open: async (page, fake) => {
      await openDeployment('Test')(page, fake);
      await page.locator(PAGE).getByRole('button', { name: 'Remove…' }).click();
    }
  },
  { name: 'model', selector: PAGE, open: page => execute(page, 'deploy-model:show-model', { uri: 'models:/churn/3' }) },
  {
    name: 'builder',
    selector: PAGE,
    open: page => execute(page, 'deploy-model:build-image', { model: 'models:/churn/3' })
  },
  {
    name: 'builder-folder',
    selector: PAGE,
    open: page => execute(page, 'deploy-model:build-image', { model: './churn' })
  },
  {
    name: 'builder-repository',
    selector: PAGE,
    open: page => execute(page, 'deploy-model:build-image', { model: 'https://git.example/team/churn.git' })
  },
  {
    name: 'builder-no-engine',
    selector: PAGE,
    open: async (page, fake) => {
      fake.answer('examineEngine', () => NO_ENGINE);
      await execute(page, 'deploy-model:build-image', { model: 'models:/churn/3' });
      await page.locator(PAGE).getByRole('alert').waitFor();
    }
  },
  { name: 'builder-running', selector: PAGE, open: showBuild(() => ({ stages: stagesAt(2, 'running') })) },
  {
    name: 'builder-failed',
    selector: PAGE,
    open: showBuild(() => ({
      state: 'failed',
      problem: REFUSED,
      stages: stagesAt(2, 'failed').map(stage => (stage.name === 'build' ? { ...stage, problem: REFUSED } : stage))
    }))
  },
  {
    name: 'builder-done',
    selector: PAGE,
    open: async (page, fake) => {
      await showBuild(() => ({ state: 'finished', stages: stagesAt(3, 'waiting') }))(page, fake);
      await page.locator(PAGE).getByRole('region', { name: 'Layers' }).waitFor();
    }
  },
  {
    name: 'image',
    selector: PAGE,
    open: (page, fake) => execute(page, 'deploy-model:open-image', { id: fake.images[0]!.id })
  },
  {
    name: 'image-remove',
    selector: PAGE,
    open: async (page, fake) => {
      await execute(page, 'deploy-model:open-image', { id: fake.images[1]!.id });
      await page.locator(PAGE).getByRole('button', { name: 'Remove…' }).click();
    }
  },
  {
    name: 'panel-docker',
    selector: PAGE,
    open: async page => {
      await execute(page, 'deploy-model:open-panel', { model: 'models:/churn/3', target: 'docker' });
      await page.locator(PAGE).getByLabel('When it ends').scrollIntoViewIfNeeded();
    }
  },
  { name: 'images', selector: SIDEBAR, open: page => execute(page, 'deploy-model:show-images') },
  {
    name: 'images-no-engine',
    selector: SIDEBAR,
    open: async (page, fake) => {
      fake.fail('listImages', NO_ENGINE.problem);
      await execute(page, 'deploy-model:show-images');
    }
  },
  { name: 'models', selector: SIDEBAR, open: showModels(() => undefined) },
  { name: 'models-empty', selector: SIDEBAR, open: showModels(fake => (fake.models = [])) },
  {
    name: 'models-unreachable',
    selector: SIDEBAR,
    open: showModels(fake =>
      fake.fail(
        'listModels',
        problem(
          'tracking-unreachable',
          'The tracking server http://mlflow.example did not answer.',
          'Connection refused.',
          'Check the address, and whether the server runs.'
        )
      )
    )
  },
  {
    name: 'models-sso',
    selector: SIDEBAR,
    open: showModels(fake =>
      fake.fail(
        'listModels',
        problem(
          'tracking-sso',
          'The tracking server answers with a login page.',
          'It is behind a single sign-on that only a browser passes.',
          'Ask its administrator for a token, and set MLFLOW_TRACKING_TOKEN.'
        )
      )
    )
  },
  {
    name: 'deployments',
    selector: SIDEBAR,
    open: async (page, fake) => {
      fake.deployments = [
        samples.deployment(),
        samples.deployment('prices', { state: 'stopped', reason: 'It was stopped.', endpoint: undefined }),
        samples.deployment('wine', { state: 'failed', reason: 'The model did not load.' })
      ];
      await execute(page, 'deploy-model:show-deployments');
    }
  },
  ...CLUSTER_SCREENS
];
