import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { execute, started } from './application';
import { Jupyter } from './jupyter';
import { writeSlowClass } from './slow-class';

/** Long enough for a page to open again. */
const SECONDS = 25;
/** Long enough for a second tab on any machine: it is cancelled there. */
const LONG = 200;
const SOON = { timeout: 180_000 };

let jupyter: Jupyter;
test.setTimeout(600_000);
test.beforeAll(async () => {
  jupyter = await Jupyter.start();
  writeSlowClass(join(jupyter.folder, 'slow'), SECONDS);
  writeSlowClass(join(jupyter.folder, 'slower'), LONG);
  writeSlowClass(join(jupyter.folder, 'quick'), 0);
});
test.afterAll(() => jupyter.stop());

const panelOf = (page: Page) => page.locator('.jp-MainAreaWidget:not(.lm-mod-hidden) .jp-DeployModel-page');
const stageOf = (page: Page, name: RegExp) => panelOf(page).getByRole('navigation').getByRole('button', { name });
const deployStep = (page: Page) => stageOf(page, /^Deploy/);
const testStep = (page: Page) => stageOf(page, /^Test/);
const isDone = (page: Page) => expect(panelOf(page).getByText('Done.', { exact: true })).toBeVisible(SOON);

async function start(page: Page, model: string, name: string): Promise<void> {
  await page.goto(jupyter.url('lab?reset'));
  await started(page);
  await execute(page, 'deploy-model:open-panel', { model, name });
  await panelOf(page).getByRole('button', { name: 'Deploy', exact: true }).click();
}

/** Starts to deploy the slow class, and waits until it is being loaded. */
async function begin(page: Page, name: string): Promise<void> {
  await start(page, './slow', name);
  await expect(deployStep(page)).toContainText('at work', SOON);
}

test('a run goes on while the page is reloaded, and its panel comes back', async ({ page }) => {
  await begin(page, 'reloaded');

  await page.goto(jupyter.url('lab'));

  await expect(panelOf(page).getByRole('heading', { level: 1 })).toHaveText('Deploy reloaded', SOON);
  await isDone(page);
  await expect(deployStep(page)).toContainText('done');
});

test('cancel ends what is at work and leaves a run that can be resumed', async ({ page }) => {
  await begin(page, 'cancelled');

  await panelOf(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(panelOf(page).getByRole('button', { name: 'Resume' })).toBeVisible(SOON);
  await expect(deployStep(page)).toContainText('cancelled');
  await panelOf(page).getByRole('button', { name: 'Resume' }).click();

  await isDone(page);
});

test('a service that is killed in the middle is back at once, and the run is resumed', async ({ page }) => {
  await begin(page, 'killed');

  process.kill(await servicePid(page), 'SIGKILL');

  await expect(panelOf(page).getByText(/^Interrupted/)).toBeVisible(SOON);
  await panelOf(page).getByRole('button', { name: 'Resume' }).click();
  await isDone(page);
});

test('two tabs show the same run', async ({ page, context }) => {
  await start(page, './slower', 'shared');
  await expect(testStep(page)).toContainText('at work', SOON);
  const other = await context.newPage();
  await other.goto(jupyter.url('lab/workspaces/other?reset'));
  await started(other);
  await execute(other, 'deploy-model:open-panel');
  await panelOf(other)
    .getByRole('button', { name: /shared at work/ })
    .click();

  await panelOf(other).getByRole('button', { name: 'Cancel' }).click();

  await expect(panelOf(page).getByRole('button', { name: 'Resume' })).toBeVisible(SOON);
  await expect(panelOf(other).getByRole('button', { name: 'Resume' })).toBeVisible(SOON);
});

test('two servers of one user list the same deployments', async ({ page, browser }) => {
  await start(page, './quick', 'both');
  await isDone(page);
  const second = await Jupyter.start({ env: { DEPLOY_MODEL_HOME: jupyter.home } });
  const other = await browser.newPage();
  await other.goto(second.url('lab?reset'));
  await started(other);
  await execute(other, 'deploy-model:open-deployment', { name: 'both' });
  await expect(panelOf(other).getByRole('heading', { level: 1 })).toContainText('running', SOON);
  await execute(page, 'deploy-model:open-deployment', { name: 'both' });

  await panelOf(page).getByRole('button', { name: 'Stop', exact: true }).click();

  await expect(panelOf(other).getByRole('heading', { level: 1 })).toContainText('stopped', SOON);
  await other.close();
  await second.stop();
});

test('a run whose files are gone is said to be gone', async ({ page }) => {
  await start(page, './quick', 'gone');
  await isDone(page);
  // JupyterLab keeps its layout a while after a change.
  const newest = readdirSync(join(jupyter.home, 'runs')).sort().at(-1)!;
  await expect.poll(layouts, SOON).toContain(newest);
  rmSync(join(jupyter.home, 'runs'), { recursive: true });

  await page.goto(jupyter.url('lab'));

  await expect(panelOf(page).getByRole('alert').first()).toContainText('There is no run', SOON);
});

test('a run that ends while nobody looks is announced', async ({ page }) => {
  await begin(page, 'announced');

  await execute(page, 'launcher:create');

  await expect(page.getByText('announced is deployed and answers.')).toBeVisible(SOON);
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(panelOf(page).getByRole('heading', { level: 1 })).toHaveText('Deploy announced');
});

/** What JupyterLab has kept of its pages, in all its workspaces. */
function layouts(): string {
  const folder = join(dirname(jupyter.folder), 'workspaces');
  return (existsSync(folder) ? readdirSync(folder) : [])
    .map(name => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}

async function servicePid(page: Page): Promise<number> {
  const answer = await page.request.get(jupyter.url('deploy-model/api/status'));
  return ((await answer.json()) as { pid: number }).pid;
}
