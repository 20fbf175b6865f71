import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect as within, type Page, test } from '@playwright/test';
import { GATEWAY, KUBECONFIG, kubectl, up } from '../cluster/cluster';
import { execute, started } from './application';
import { Jupyter } from './jupyter';
import { TRAIN } from './notebook';

/** An image is built, and a pod starts with it. */
const BUILT = { timeout: 600_000 };
const LISTED = { timeout: 240_000 };
const ROLLED_OUT = { timeout: 240_000 };
/** Anything else that a cluster or an engine is asked. */
const expect = within.configure({ timeout: 90_000 });

test.use({ actionTimeout: 60_000 });
// Each goes on where the one before ended.
test.describe.configure({ mode: 'serial' });
test.skip(
  process.env.DEPLOY_MODEL_TEST_CLUSTER !== '1' || process.env.DEPLOY_MODEL_TEST_ENGINE !== '1',
  'It needs a cluster and a Docker Engine: DEPLOY_MODEL_TEST_CLUSTER=1 test/images/run jlpm e2e kubernetes'
);

const namespace = `browser-${Date.now().toString(36)}`;
let jupyter: Jupyter;
test.beforeAll(async () => {
  test.setTimeout(1_800_000);
  up();
  kubectl('create', 'namespace', namespace);
  const env = { KUBECONFIG };
  jupyter = await Jupyter.start({ env });
  writeFileSync(join(jupyter.folder, 'train.py'), TRAIN);
  // As a notebook in that folder would: MLflow's own default store.
  execFileSync('python', ['train.py'], { cwd: jupyter.folder, env: { ...process.env, ...env } });
});
test.afterAll(async () => {
  await jupyter?.stop();
  kubectl('delete', 'namespace', namespace, '--wait=false');
});
test.beforeEach(async ({ page }) => {
  test.setTimeout(1_200_000);
  await page.goto(jupyter.url('lab?reset'));
  await started(page);
});

const panelOf = (page: Page) => page.locator('.jp-MainAreaWidget:not(.lm-mod-hidden) .jp-DeployModel-page');
const openDeployment = async (page: Page, tab: string) => {
  await execute(page, 'deploy-model:open-deployment', { name: 'churn' });
  await panelOf(page).getByRole('tab', { name: tab, exact: true }).click();
  return panelOf(page);
};

/** Asks the deployment from outside, as its clients do; the status of each answer. */
async function ask(times: number): Promise<number[]> {
  const url = `${GATEWAY}/seldon/${namespace}/churn/api/v1.0/predictions`;
  const body = JSON.stringify({ data: { names: ['age', 'visits'], ndarray: [[70, 2]] } });
  const statuses = [];
  for (let i = 0; i < times; i++) {
    const answer = await fetch(url, { method: 'POST', body, headers: { 'Content-Type': 'application/json' } });
    statuses.push(answer.status);
  }
  return statuses;
}

/** A field of each pod of the deployment, as JSONPath has it; that of the test's own instance is not among them. */
function podsOf(field: string): string[] {
  const where = ['-n', namespace, '-l', 'seldon-deployment-id=churn'];
  return kubectl(...where, 'get', 'pods', '-o', `jsonpath={.items[*].${field}}`).split(' ');
}

/** Gives the node an image of the engine: the registry that a cluster pulls from, in one step. */
function loadImage(reference: string): void {
  const archive = join(jupyter.folder, 'image.tar');
  execFileSync('docker', ['save', '-o', archive, reference]);
  execFileSync(join(__dirname, '..', 'cluster', 'load'), [archive], { stdio: 'ignore' });
  rmSync(archive);
}

test('a click takes a model from MLflow to a prediction out of a pod', async ({ page }) => {
  await execute(page, 'deploy-model:show-models');
  // MLflow itself is started for its list.
  await page.locator('#deploy-model-sidebar').getByRole('gridcell', { name: 'churn' }).first().click(LISTED);
  await panelOf(page).getByRole('button', { name: 'Deploy this model' }).click();
  const panel = panelOf(page);
  await panel.getByLabel('Name', { exact: true }).fill('churn');
  await panel.getByLabel('Target').selectOption('kubernetes');
  await panel.getByLabel('Namespace').fill(namespace);
  await expect(panel.getByText(/Kubernetes v1\..* · Seldon Core/)).toBeVisible();
  await expect(panel.getByText(`Rights in ${namespace}:`)).toBeVisible();

  // What would be applied, before anything is.
  await panel.getByRole('button', { name: 'Build and look at the manifest first' }).click();
  await expect(panel.getByText(/^(Waits to be looked at|Failed)/)).toBeVisible(BUILT);
  const manifest = panel.getByRole('region', { name: 'Manifest' });
  await expect(manifest).toContainText('kind: SeldonDeployment');
  await manifest.getByRole('button', { name: 'Ask the cluster' }).click();
  await expect(manifest.getByText('The cluster would take it. Nothing was applied.')).toBeVisible();
  expect(kubectl('-n', namespace, 'get', 'seldondeployments', '-o', 'name')).toBe('');
  const [, reference = ''] = /image: (localhost\/\S+)/.exec(await manifest.innerText()) ?? [];
  loadImage(reference);

  await panel.getByRole('button', { name: 'Go on' }).click();
  await expect(panel.getByText(/^(Done\.|Failed)/)).toBeVisible(ROLLED_OUT);
  await expect(panel.getByRole('list', { name: 'Steps of the rollout' })).toContainText(
    'The route has given a prediction'
  );

  // Its form, made from the signature; then a client from outside.
  await panel.getByLabel('age').fill('70');
  await panel.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(panel.getByText(/status 200/)).toBeVisible();
  await expect(panel.getByRole('region', { name: 'Answer' })).toContainText('ndarray');
  expect(await ask(1)).toEqual([200]);
  expect(podsOf('status.phase')).toEqual(['Running']);
});

test('a version beside it gets its share by a slider, and takes over', async ({ page }) => {
  const deployment = await openDeployment(page, 'Traffic');
  await deployment.getByRole('button', { name: 'Deploy another version beside it' }).click();
  const panel = panelOf(page);
  await expect(panel.getByLabel('How it takes over from v1')).toHaveValue('canary');
  await panel.getByRole('gridcell', { name: 'churn' }).first().click(LISTED);
  await panel.getByRole('button', { name: 'Deploy', exact: true }).click();
  await expect(panel.getByText(/^(Done\.|Failed)/)).toBeVisible(ROLLED_OUT);

  const traffic = await openDeployment(page, 'Traffic');
  await expect(traffic.getByRole('columnheader', { name: /v2 canary, 10 %/ })).toBeVisible();
  await traffic.getByLabel('Share of v2 in percent').fill('50');
  await traffic.getByRole('button', { name: 'Apply' }).click();
  await expect(traffic.getByText('The shares are set.')).toBeVisible(ROLLED_OUT);
  expect(new Set(await ask(40))).toEqual(new Set([200]));
  // Both versions' own pods have counted their part.
  await expect(traffic.getByRole('row', { name: /^Requests while you look [1-9]\d* [1-9]\d*$/ })).toBeVisible();

  await traffic.getByRole('button', { name: 'Promote…' }).click();
  await traffic.getByRole('button', { name: 'Promote v2' }).click();
  await expect(traffic.getByText('Version v2 gets all requests.')).toBeVisible(ROLLED_OUT);
  expect(await ask(3)).toEqual([200, 200, 200]);
});

test('revisions are compared, and one is brought back', async ({ page }) => {
  const deployment = await openDeployment(page, 'Revisions');
  await expect(deployment.getByRole('row', { name: /^2 now/ })).toBeVisible();
  await deployment.getByRole('button', { name: 'Compare' }).click();
  await expect(deployment.getByRole('region', { name: 'From revision 1 to 2' })).toContainText(/\+ .*revision: 2/);

  await deployment.getByRole('button', { name: 'Roll back to 1…' }).click();
  await deployment.getByRole('button', { name: 'Roll back to revision 1' }).click();

  await expect(deployment.getByText('The revision is back.')).toBeVisible(ROLLED_OUT);
  await expect(deployment.getByRole('row', { name: /^3 now/ })).toBeVisible();
  expect(await ask(1)).toEqual([200]);
});

test('it is scaled, started anew, read, stopped, started and removed', async ({ page }) => {
  const deployment = await openDeployment(page, 'Logs');
  await deployment.getByRole('button', { name: 'Scale…' }).click();
  await deployment.getByLabel('Copies of churn').fill('2');
  await deployment.getByRole('button', { name: 'Scale', exact: true }).click();
  await expect(deployment.getByText('2 of 2 answer')).toBeVisible(ROLLED_OUT);
  const podNames = () => kubectl('-n', namespace, 'get', 'pods', '-o', 'jsonpath={.items[*].metadata.name}').split(' ');
  const pods = podNames();
  expect(pods).toHaveLength(2);
  // Lines of both pods, each with its name.
  for (const pod of pods) {
    await expect(deployment.getByRole('log')).toContainText(pod);
  }

  await deployment.getByRole('button', { name: 'Restart' }).click();
  await expect(deployment.getByText('It was started anew and answers.')).toBeVisible(ROLLED_OUT);
  // The pods before are seen until they have finished.
  await expect.poll(() => podsOf('metadata.name').filter(pod => pods.includes(pod)), { timeout: 60_000 }).toEqual([]);

  await deployment.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(deployment.getByText('stopped', { exact: true })).toBeVisible(ROLLED_OUT);
  await deployment.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(deployment.getByText('running', { exact: true }).first()).toBeVisible(ROLLED_OUT);
  // Running is said when its clients are answered, not when its pods are ready.
  expect(await ask(1)).toEqual([200]);

  await deployment.getByRole('button', { name: 'Remove…' }).click();
  await deployment.getByLabel(/^Type churn/).fill('churn');
  await deployment.getByRole('button', { name: 'Remove churn' }).click();
  await expect(deployment.getByText(/it was removed/)).toBeVisible({ timeout: 60_000 });
  expect(kubectl('-n', namespace, 'get', 'seldondeployments', '-o', 'name')).toBe('');
});
