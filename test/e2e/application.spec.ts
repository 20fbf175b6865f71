import { gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { execute, started } from './application';
import { Jupyter } from './jupyter';
import { tabTo } from './keyboard';
import { writeNotebook } from './notebook';
import { writeSlowClass } from './slow-class';

const ENTRY = 15 * 1024;
/** For what starts programs. */
const SOON = { timeout: 120_000 };

let jupyter: Jupyter;
test.setTimeout(360_000);
test.beforeAll(async () => {
  jupyter = await Jupyter.start();
  writeSlowClass(join(jupyter.folder, 'quick'), 0);
});
test.afterAll(() => jupyter.stop());

const viewOf = (page: Page) => page.locator('.jp-DeployModel-page:visible');

test('little is loaded and nothing is asked before somebody wants something', async ({ page }) => {
  const loaded: Promise<Buffer>[] = [];
  const asked: string[] = [];
  page.on('response', response => {
    if (/extensions\/jupyterlab-deploy-model\/.*\.js/.test(response.url())) {
      loaded.push(response.body());
    }
    if (response.url().includes('/deploy-model/api/')) {
      asked.push(response.url());
    }
  });

  await page.goto(jupyter.url('lab?reset'));
  await started(page);
  await page.waitForTimeout(1000);

  const size = (await Promise.all(loaded)).reduce((sum, body) => sum + gzipSync(body).length, 0);
  expect(loaded.length).toBeGreaterThan(0);
  expect(size).toBeLessThanOrEqual(ENTRY);
  expect(asked).toEqual([]);
});

test('the launcher, the palette and a folder’s menu open the panel', async ({ page }) => {
  await page.goto(jupyter.url('lab?reset'));
  await started(page);
  await page.locator('.jp-LauncherCard', { hasText: 'Deploy Model' }).click();
  await expect(viewOf(page).getByRole('heading', { level: 1 })).toHaveText('Deploy a model');

  await execute(page, 'apputils:activate-command-palette');
  await page.keyboard.type('Deploy a Model');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tab', { name: 'Deploy model' })).toHaveCount(2);

  await execute(page, 'filebrowser:activate');
  await page.locator('.jp-DirListing-item', { hasText: 'quick' }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Deploy…' }).click();
  await expect(viewOf(page).getByLabel('Model', { exact: true })).toHaveValue('./quick');
});

test('in Notebook 7 the toolbar’s button opens the panel beside the notebook', async ({ page }) => {
  writeNotebook(join(jupyter.folder, 'plain.ipynb'), ['1 + 1']);
  await page.goto(jupyter.url('notebooks/plain.ipynb'));
  await started(page);
  await page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').waitFor(SOON);

  await page
    .getByRole('button', { name: /^Deploy/ })
    .first()
    .click();

  await expect(viewOf(page).getByText(/^This notebook has logged no model yet/)).toBeVisible(SOON);
  await viewOf(page).getByLabel('Model', { exact: true }).fill('./quick');
  await viewOf(page).getByRole('button', { name: 'Deploy', exact: true }).click();
  await expect(viewOf(page).getByText('Done.', { exact: true })).toBeVisible(SOON);
});

test('a model is deployed and asked with the keyboard alone', async ({ page }) => {
  await page.goto(jupyter.url('lab?reset'));
  await started(page);
  await page.keyboard.press('Control+Shift+Alt+D');
  await expect(viewOf(page)).toBeVisible();

  await tabTo(page, 'Model');
  await page.keyboard.type('./quick');
  await tabTo(page, 'Name');
  await page.keyboard.type('typed');
  await page.keyboard.press('Enter');
  await expect(viewOf(page).getByText('Done.', { exact: true })).toBeVisible(SOON);
  await tabTo(page, 'Send');
  await page.keyboard.press('Enter');

  await expect(viewOf(page).getByText(/status 200/)).toBeVisible(SOON);
});
