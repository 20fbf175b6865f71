import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { execute, started } from './application';
import { Jupyter } from './jupyter';
import { writeNotebook } from './notebook';
import { writeSlowClass } from './slow-class';

const PACKAGE = 'jupyterlab_deploy_model';
/** For what starts programs. */
const SOON = { timeout: 120_000 };

test.setTimeout(480_000);

const panelOf = (page: Page) => page.locator('.jp-MainAreaWidget:not(.lm-mod-hidden) .jp-DeployModel-page');

test('a service that does not start is said to be so, with its last words, and tried again', async ({ page }) => {
  // A copy of the package, to be broken, that comes before the one that is installed.
  const folder = mkdtempSync(join(tmpdir(), 'deploy-model-broken-'));
  const copy = join(folder, PACKAGE);
  cpSync(join(__dirname, '..', '..', PACKAGE), copy, {
    recursive: true,
    filter: source => !/labextension|__pycache__/.test(source.slice(source.lastIndexOf(PACKAGE)))
  });
  const program = join(copy, 'programs', 'service.cjs');
  renameSync(program, `${program}.kept`);
  writeFileSync(program, 'const half = {\n');
  const jupyter = await Jupyter.start({ env: { PYTHONPATH: folder } });
  await page.goto(jupyter.url('lab?reset'));
  await started(page);
  await execute(page, 'deploy-model:open-deployment', { name: 'churn' });
  const alert = panelOf(page).getByRole('alert');
  await expect(alert).toContainText('ended while it started', SOON);
  await alert.getByText('Details').click();
  await expect(alert).toContainText('SyntaxError', SOON);

  renameSync(`${program}.kept`, program);
  await alert.getByRole('button', { name: 'Retry' }).click();

  await expect(panelOf(page).getByText('There is no deployment churn')).toBeVisible(SOON);
  await jupyter.stop();
  rmSync(folder, { recursive: true });
});

test.describe('on a server that works', () => {
  let jupyter: Jupyter;
  test.beforeAll(async () => {
    jupyter = await Jupyter.start();
    writeSlowClass(join(jupyter.folder, 'quick'), 0);
  });
  test.afterAll(() => jupyter.stop());

  test('settings of wrong types, typed by hand, leave everything at work', async ({ page }) => {
    const settings = join(dirname(jupyter.folder), 'settings', 'jupyterlab-deploy-model');
    mkdirSync(settings, { recursive: true });
    const wrong = { trackingUri: 5, columns: 'auc', notifications: 'yes', plainLogs: {}, refreshSeconds: 'soon' };
    writeFileSync(join(settings, 'plugin.jupyterlab-settings'), JSON.stringify(wrong));
    const broken: Error[] = [];
    page.on('pageerror', error => broken.push(error));
    await page.goto(jupyter.url('lab?reset'));
    await started(page);

    await execute(page, 'deploy-model:show-deployments');
    await expect(page.locator('#deploy-model-sidebar').getByText('Nothing is deployed yet.')).toBeVisible(SOON);
    await execute(page, 'deploy-model:open-panel', { model: './quick' });
    await expect(panelOf(page).getByLabel('Model', { exact: true })).toHaveValue('./quick');

    expect(broken).toEqual([]);
    rmSync(settings, { recursive: true });
  });

  test('a kernel that is busy is left alone, and the panel says so', async ({ page }) => {
    writeNotebook(join(jupyter.folder, 'busy.ipynb'), ['import time\nprint("begun", flush=True)\ntime.sleep(300)']);
    await page.goto(jupyter.url('lab/tree/busy.ipynb?reset'));
    await started(page);
    await page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').waitFor(SOON);
    // A kernel that says idle may still be connecting: what is asked of it then is lost.
    await expect(async () => {
      await page.locator('.jp-Cell .cm-content').first().click();
      await page.keyboard.press('Shift+Enter');
      await expect(page.locator('.jp-OutputArea-output').last()).toContainText('begun', { timeout: 20_000 });
    }).toPass(SOON);

    await page
      .getByRole('button', { name: /^Deploy/ })
      .first()
      .click();

    await expect(panelOf(page).getByText(/^The kernel is busy/)).toBeVisible(SOON);
    await expect(page.locator('.jp-Notebook-ExecutionIndicator[data-status="busy"]')).toHaveCount(1);
  });
});
