import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect as within, type Page, test } from '@playwright/test';
import { GATEWAY, KUBECONFIG, kubectl, up } from '../cluster/cluster';
import { LINE, LINE_NUMBERS } from '../cluster/line-model';
import { ModelStore } from '../cluster/model-store';
import { execute, started } from './application';
import { Jupyter } from './jupyter';

/** A folder for pictures; none are made without it. */
const PICTURES = process.env.DEPLOY_MODEL_PICTURES;
const ROLLED_OUT = { timeout: 240_000 };
/** Anything else that a cluster is asked. */
const expect = within.configure({ timeout: 90_000 });

test.use({ actionTimeout: 60_000 });
test.skip(
  process.env.DEPLOY_MODEL_TEST_CLUSTER !== '1',
  'It needs a cluster: DEPLOY_MODEL_TEST_CLUSTER=1 jlpm e2e served'
);

const namespace = `served-browser-${Date.now().toString(36)}`;
let jupyter: Jupyter;
let store: ModelStore;
test.beforeAll(async () => {
  test.setTimeout(1_800_000);
  up();
  kubectl('create', 'namespace', namespace);
  jupyter = await Jupyter.start({ env: { KUBECONFIG } });
  execFileSync('python', ['-c', LINE, join(jupyter.folder, 'line')], { env: process.env });
  store = await ModelStore.open(join(jupyter.folder, 'store'), { key: 'none' });
  await store.put('line', LINE_NUMBERS);
});
test.afterAll(async () => {
  store?.close();
  await jupyter?.stop();
  kubectl('delete', 'namespace', namespace, '--wait=false');
});

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES) {
    mkdirSync(PICTURES, { recursive: true });
    await page.screenshot({ path: join(PICTURES, `${name}.png`) });
  }
}

test('a model answers out of a pod without an image, once pods can reach it', async ({ page }) => {
  test.setTimeout(600_000);
  await page.goto(jupyter.url('lab?reset'));
  await started(page);
  const start = { model: join(jupyter.folder, 'line'), name: 'line', target: 'kubernetes' };
  await execute(page, 'deploy-model:open-panel', start);
  const panel = page.locator('.jp-MainAreaWidget:not(.lm-mod-hidden) .jp-DeployModel-page');
  await panel.getByLabel('Namespace').fill(namespace);

  // A folder of this machine fits no server, which is said.
  await panel.getByText('Without an image').click();
  await expect(panel.getByText(/does not fit/).first()).toBeVisible();
  await expect(panel.getByText(/pods fetch from s3, gs, az, https or pvc/)).toBeVisible();
  await panel.getByLabel('Where pods fetch the model').fill(`http://${store.address}/line`);
  await panel.getByLabel('Served by').selectOption('MLFLOW_SERVER');
  await expect(panel.getByText('What MLFLOW_SERVER costs:')).toBeVisible();
  await picture(page, 'served-form');

  await panel.getByRole('button', { name: 'Deploy', exact: true }).click();
  await expect(panel.getByText(/^(Done\.|Failed)/)).toBeVisible(ROLLED_OUT);
  await expect(panel.getByRole('list', { name: 'Steps of the rollout' })).toContainText(
    'The route has given a prediction'
  );
  await picture(page, 'served-done');

  const url = `${GATEWAY}/seldon/${namespace}/line/api/v1.0/predictions`;
  const body = JSON.stringify({ data: { names: ['a', 'b'], ndarray: [[1, 2]] } });
  const answer = await fetch(url, { method: 'POST', body, headers: { 'Content-Type': 'application/json' } });
  expect(await answer.json()).toMatchObject({ data: { ndarray: [[3, 5]] } });
});
