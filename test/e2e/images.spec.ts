import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect as within, type Page, test } from '@playwright/test';
import { execute, started } from './application';
import { Jupyter } from './jupyter';
import { writeSlowClass } from './slow-class';

/** A first build installs the serving runtime. */
const BUILT = { timeout: 300_000 };
/** Anything else that an engine is asked. */
const expect = within.configure({ timeout: 90_000 });
const REPOSITORY = 'localhost/deploy-model-e2e';
const NAME = 'deploy-model-e2e/quick:1';

let jupyter: Jupyter;
test.setTimeout(900_000);
test.skip(process.env.DEPLOY_MODEL_TEST_ENGINE !== '1', 'It needs a Docker Engine: test/images/run jlpm e2e images');
test.beforeAll(async () => {
  jupyter = await Jupyter.start({ env: { DEPLOY_MODEL_REPOSITORY: REPOSITORY } });
  writeSlowClass(join(jupyter.folder, 'quick'), 0);
});
test.afterAll(async () => {
  await jupyter?.stop();
  removeImages();
});

/** Also the builder and the packages, which no test removes. By name, since images of other tests may stand on equal ones. */
function removeImages(): void {
  const list = ['images', '--format', '{{.Repository}}:{{.Tag}}', '--filter', `reference=${REPOSITORY}/*`];
  const names = execFileSync('docker', list, { encoding: 'utf8' }).split('\n').filter(Boolean);
  if (names.length > 0) {
    execFileSync('docker', ['rmi', ...names]);
  }
}

async function open(page: Page, command: string, args: object) {
  await execute(page, command, args);
  return page.locator('.jp-DeployModel-page:visible');
}

test('an image is built, looked at, deployed, kept while it is in use, and removed', async ({ page }) => {
  await page.goto(jupyter.url('lab?reset'));
  await started(page);
  const panel = await open(page, 'deploy-model:build-image', { model: './quick' });
  await expect(panel.getByText(/^Docker Engine \d/)).toBeVisible();
  await panel.getByLabel('Image', { exact: true }).fill(NAME);
  await panel.getByRole('button', { name: 'Build the image' }).click();

  await expect(panel.getByRole('region', { name: 'Layers' })).toBeVisible(BUILT);
  await expect(panel.getByRole('row', { name: /the model, its own/ }).first()).toBeVisible();
  await expect(panel.getByRole('row', { name: /builder, shared/ }).first()).toBeVisible();
  await expect(panel.getByText(NAME, { exact: true })).toBeVisible();

  await panel.getByRole('button', { name: 'Test and deploy it' }).click();
  await panel.getByRole('button', { name: 'Go on' }).click();
  await expect(panel.getByRole('button', { name: /^Open deployment/ })).toBeVisible(BUILT);

  await execute(page, 'deploy-model:show-images');
  const images = page.locator('#deploy-model-sidebar').getByRole('region', { name: 'Images', exact: true });
  await images.getByRole('button', { name: /^quick 1 .*used by quick/ }).click();
  await expect(panel.getByText('In use by quick: remove that deployment first.')).toBeVisible();

  await open(page, 'deploy-model:open-deployment', { name: 'quick' });
  await panel.getByRole('button', { name: 'Remove…' }).click();
  await panel.getByRole('textbox', { name: /^Type quick/ }).fill('quick');
  await panel.getByRole('button', { name: 'Remove quick' }).click();
  await expect(panel.getByText(/it was removed/)).toBeVisible(BUILT);

  await images.getByRole('button', { name: /^quick 1 / }).click();
  await panel.getByRole('button', { name: 'Remove…' }).click();
  await panel.getByRole('button', { name: 'Remove the image' }).click();
  await expect(panel.getByText(/not on the engine any more/)).toBeVisible();
  await expect(images.getByRole('button', { name: /^quick 1 / })).toHaveCount(0);
});

test('a build is cancelled, and a folder for a Dockerfile builder is written without the engine’s help', async ({
  page
}) => {
  await page.goto(jupyter.url('lab?reset'));
  await started(page);
  const panel = await open(page, 'deploy-model:build-image', { model: './quick' });
  await panel.getByRole('button', { name: 'Build the image' }).click();
  await panel.getByRole('button', { name: 'Cancel' }).click();
  await expect(panel.getByText(/^Cancelled/)).toBeVisible(BUILT);

  await panel.getByRole('button', { name: 'Start again with changes' }).click();
  await panel.getByLabel('Result').selectOption('folder');
  await panel.getByRole('textbox', { name: 'Folder', exact: true }).fill(join(jupyter.folder, 'context'));
  await panel.getByRole('button', { name: 'Write the folder' }).click();

  await expect(panel.getByText(/^\d+ files in .*context$/)).toBeVisible(BUILT);
});

test('a folder is built from the file browser’s menu', async ({ page }) => {
  await page.goto(jupyter.url('lab?reset'));
  await started(page);

  await page.locator('.jp-DirListing-item', { hasText: 'quick' }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Build Image…' }).click();

  await expect(page.locator('.jp-DeployModel-page:visible').getByLabel('Model', { exact: true })).toHaveValue(
    './quick'
  );
});
