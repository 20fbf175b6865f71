import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { execute, started } from './application';
import { Jupyter } from './jupyter';
import { TRAIN, writeNotebook } from './notebook';

/** Building an environment for the first time takes its time. */
const DEPLOYED = { timeout: 300_000 };
/** For what starts programs: a kernel that imports, a tracking server, a model. */
const SOON = { timeout: 180_000 };

// The second goes on where the first ended.
test.describe.configure({ mode: 'serial' });

const hasMlflow = spawnSync('python', ['-c', 'import mlflow, sklearn']).status === 0;
test.skip(!hasMlflow, 'It needs MLflow and scikit-learn beside JupyterLab; DEPLOY_MODEL_TEST_MLFLOW installs them.');

let jupyter: Jupyter;
test.beforeAll(async () => {
  jupyter = await Jupyter.start();
});
test.afterAll(() => jupyter.stop());
test.setTimeout(900_000);

const panelOf = (page: Page) => page.locator('.jp-MainAreaWidget:not(.lm-mod-hidden) .jp-DeployModel-page');

/** Opens a notebook, runs it, and waits for a text in its output. */
async function runNotebook(page: Page, name: string, output: string): Promise<void> {
  await page.goto(jupyter.url(`lab/tree/${name}?reset`));
  await started(page);
  await page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').waitFor(SOON);
  // A kernel that says idle may still be connecting: what is asked of it then is lost.
  await expect(async () => {
    await page.locator('.jp-Cell .cm-content').first().click();
    await page.keyboard.press('Shift+Enter');
    await expect(page.locator('.jp-InputPrompt').first()).toContainText(/\d|\*/, { timeout: 20_000 });
  }).toPass(SOON);
  await expect(page.locator('.jp-OutputArea-output').last()).toContainText(output, SOON);
}

test('a notebook trains a model, deploys it and sends it a request', async ({ page }) => {
  writeNotebook(join(jupyter.folder, 'train.ipynb'), [TRAIN]);
  await runNotebook(page, 'train.ipynb', 'logged m-');

  // From the notebook's toolbar: the model is chosen already.
  await page
    .getByRole('button', { name: /^Deploy/ })
    .first()
    .click();
  const panel = panelOf(page);
  await expect(panel.getByText('The last model that this notebook logged.')).toBeVisible(SOON);
  await expect(panel.getByLabel('Model', { exact: true })).toHaveValue(/^models:\/m-/);
  await expect(panel.getByRole('region', { name: 'Model churn' })).toBeVisible(SOON);

  await panel.getByRole('button', { name: 'Deploy', exact: true }).click();
  await expect(panel.getByText('Done.', { exact: true })).toBeVisible(DEPLOYED);
  await expect(panel.getByRole('heading', { name: /^Deploy Start it/ })).toBeVisible();

  // The form that was made from the signature.
  await panel.getByLabel('age').fill('70');
  await panel.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(panel.getByText(/status 200/)).toBeVisible(SOON);
  await expect(panel.getByRole('region', { name: 'Answer' })).toContainText('ndarray');

  // The test's verdict.
  await panel.getByRole('navigation').getByRole('button', { name: /^Test/ }).click();
  await expect(panel.getByRole('row', { name: /passed/ }).first()).toBeVisible();
  await expect(panel.getByRole('row', { name: /failed/ })).toHaveCount(0);

  // Back into the notebook.
  await panel
    .getByRole('navigation')
    .getByRole('button', { name: /^Deploy/ })
    .click();
  await panel.getByRole('button', { name: 'Insert request into the notebook' }).click();
  await expect(page.locator('.jp-Notebook')).toContainText('Ask the deployed model churn');
  await execute(page, 'notebook:run-cell');
  await expect(page.locator('.jp-OutputArea-output').last()).toContainText("'data'", SOON);
});

test('a deployment is listed, stopped, started and removed', async ({ page }) => {
  await page.goto(jupyter.url('lab?reset'));
  await started(page);
  await execute(page, 'deploy-model:show-deployments');
  const sidebar = page.locator('#deploy-model-sidebar');
  await sidebar.getByRole('button', { name: /churn running/ }).click();
  const deployment = panelOf(page);

  await deployment.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(sidebar.getByRole('button', { name: /churn stopped/ })).toBeVisible(SOON);
  await deployment.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(sidebar.getByRole('button', { name: /churn running/ })).toBeVisible(SOON);
  await deployment.getByRole('tab', { name: 'Logs' }).click();
  await expect(deployment.getByRole('log')).toContainText(/\w/, SOON);

  await deployment.getByRole('button', { name: 'Remove…' }).click();
  await deployment.getByLabel(/^Type churn/).fill('churn');
  await deployment.getByRole('button', { name: 'Remove churn' }).click();
  await expect(deployment.getByText(/it was removed/)).toBeVisible(SOON);
  await expect(sidebar.getByText('Nothing is deployed yet.')).toBeVisible();
});
