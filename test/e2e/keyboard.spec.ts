import { expect, type Page, test } from '@playwright/test';
import * as cluster from '../lab/cluster-samples';
import { FakeService } from '../lab/fake-service';
import { execute, started, useFake } from './application';
import { Jupyter } from './jupyter';
import { expectFocus, expectFocusKept, pressAt, tabTo, typeAt } from './keyboard';

// No mouse and no click: everything below is done by keys, and the focus is seen wherever it comes.

let jupyter: Jupyter;
let fake: FakeService;
test.setTimeout(360_000);
test.beforeAll(async () => {
  jupyter = await Jupyter.start();
});
test.afterAll(() => jupyter.stop());
test.beforeEach(async ({ page }) => {
  fake = new FakeService();
  await useFake(page, () => fake);
  await page.goto(jupyter.url('lab?reset'));
  await started(page);
  // It takes the focus when it has come.
  await expect(page.locator('.jp-Launcher')).toBeFocused();
});

const viewOf = (page: Page) => page.locator('.jp-DeployModel-page:visible');
const inputOf = (name: string) => fake.calls.findLast(call => call.name === name)?.input;

/** Runs a command from the palette, and waits for what it brings the keyboard to. */
async function choose(page: Page, title: string): Promise<void> {
  await execute(page, 'apputils:activate-command-palette');
  await expect(page.locator('.lm-CommandPalette-input')).toBeFocused();
  await page.keyboard.type(title);
  await page.keyboard.press('Enter');
  await expectFocusKept(page);
}

/** Opens the page of a deployment with two versions, at one of its tabs. */
async function openDeployment(page: Page, tab: string): Promise<void> {
  fake.deployments = [cluster.canary()];
  fake.answer('listRevisions', cluster.clusterRevisions);
  await execute(page, 'deploy-model:open-deployment', { name: 'churn' });
  await expect(viewOf(page).getByRole('tab', { name: tab })).toBeVisible();
  await expectFocusKept(page);
  await tabTo(page, 'Test');
  for (let presses = 0; presses < 6; presses++) {
    if ((await viewOf(page).getByRole('tab', { name: tab }).getAttribute('aria-selected')) === 'true') {
      return;
    }
    await page.keyboard.press('ArrowRight');
  }
  throw new Error(`the arrow keys never came to ${tab}`);
}

test('an image is built of a folder of a git repository, and looked at', async ({ page }) => {
  await choose(page, 'Build an Image of a Model');
  await typeAt(page, 'Model', 'https://git.example/team/churn.git');
  await typeAt(page, 'Folder in the repository', 'models/churn');
  await typeAt(page, 'Branch, tag or commit', 'v2');
  await typeAt(page, 'Image', 'registry:5000/team/churn:2');
  await pressAt(page, 'Push', 'Space');

  await pressAt(page, 'Build the image');

  await expect(viewOf(page).getByRole('button', { name: 'Cancel' })).toBeVisible();
  await expectFocusKept(page);
  expect(inputOf('startRun')).toMatchObject({
    model: 'https://git.example/team/churn.git',
    contextDir: 'models/churn',
    ref: 'v2',
    image: 'registry:5000/team/churn:2',
    push: true,
    until: 'build'
  });
});

test('an image is found in the list, kept, then removed', async ({ page }) => {
  // As by a shortcut: JupyterLab's palette itself brings the keyboard back to the main area.
  await execute(page, 'deploy-model:show-images');
  await expectFocusKept(page);
  await pressAt(page, /^prices/);
  await expect(viewOf(page)).toBeVisible();
  await pressAt(page, 'Remove…');
  await pressAt(page, 'Keep it');
  await expectFocus(page, 'Remove…');

  await page.keyboard.press('Enter');
  await pressAt(page, 'Remove the image');

  await expect(viewOf(page).getByText(/not on the engine any more/)).toBeVisible();
  await expectFocusKept(page);
  expect(fake.countOf('removeImage')).toBe(1);
});

test('a model is deployed to a place on a cluster', async ({ page }) => {
  await choose(page, 'Deploy a Model');
  await typeAt(page, 'Model', 'models:/churn/4');
  await tabTo(page, 'Target');
  await page.keyboard.type('Kub');
  await expect(viewOf(page).getByText(/^Kubernetes v1/)).toBeVisible();
  await tabTo(page, 'Context');
  await page.keyboard.type('stag');
  await typeAt(page, 'Namespace', 'pricing');
  await typeAt(page, 'Copies', '3');
  await expect(viewOf(page).getByText(/^Rights in pricing/)).toBeVisible();
  await pressAt(page, /^Rights in pricing/);
  await expect(viewOf(page).getByText('create seldondeployments')).toBeVisible();

  await pressAt(page, 'Deploy');

  await expect(viewOf(page).getByRole('button', { name: 'Cancel' })).toBeVisible();
  await expectFocusKept(page);
  expect(inputOf('startRun')).toMatchObject({
    target: 'kubernetes',
    kubernetes: { context: 'staging', namespace: 'pricing', replicas: 3 }
  });
});

test('Seldon Core is installed after a look at what that changes', async ({ page }) => {
  let hasSeldon = false;
  fake.answer('examineCluster', () => ({
    report: { ...cluster.REPORT, seldon: hasSeldon },
    problems: hasSeldon ? [] : [cluster.NO_SELDON]
  }));
  await choose(page, 'Deploy a Model');
  await typeAt(page, 'Model', 'models:/churn/4');
  await tabTo(page, 'Target');
  await page.keyboard.type('Kub');
  await expect(viewOf(page).getByText('Install Seldon Core', { exact: true })).toBeVisible();
  await pressAt(page, 'Install Seldon Core');
  await typeAt(page, 'Namespace of the operator', 'operators');
  await page.keyboard.press('Enter');
  await expect(viewOf(page).getByRole('table', { name: 'Seldon Core 1.17.1 in operators' })).toBeVisible();
  expect(fake.countOf('startRun')).toBe(0);

  await pressAt(page, 'Install…');
  await expectFocus(page, 'Leave it as it is');
  await page.keyboard.press('Enter');
  await expectFocusKept(page);
  expect(inputOf('installSeldon')).toMatchObject({ dryRun: true });

  hasSeldon = true;
  await pressAt(page, 'Install…');
  await expectFocus(page, 'Leave it as it is');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');

  await expect(viewOf(page).getByText('Install Seldon Core', { exact: true })).toHaveCount(0);
  await expectFocusKept(page);
  expect(inputOf('installSeldon')).toMatchObject({ dryRun: false, namespace: 'operators', version: '1.17.1' });
});

test('the traffic is shared by the slider, and the new version takes over', async ({ page }) => {
  await openDeployment(page, 'Traffic');
  await tabTo(page, 'Share of v5, the new version');
  for (let presses = 0; presses < 5; presses++) {
    await page.keyboard.press('ArrowRight');
  }
  await pressAt(page, 'Apply');
  await expect(viewOf(page).getByText('The shares are set.')).toBeVisible();
  expect(inputOf('setTraffic')).toMatchObject({ percent: 15 });
  await expectFocus(page, 'Apply');

  await pressAt(page, 'Promote…');
  await expectFocus(page, 'Leave it as it is');
  await page.keyboard.press('Enter');
  await expectFocus(page, 'Promote…');

  await page.keyboard.press('Enter');
  await expectFocus(page, 'Leave it as it is');
  await page.keyboard.press('Shift+Tab');
  await expectFocus(page, 'Promote v5');
  await page.keyboard.press('Enter');

  await expect(viewOf(page).getByText('Version v5 gets all requests.')).toBeVisible();
  await expectFocusKept(page);
});

test('the forms to scale and to remove take the keyboard, and give it back', async ({ page }) => {
  await openDeployment(page, 'Test');
  await pressAt(page, 'Scale…');
  await expectFocus(page, 'Copies of churn');
  await pressAt(page, 'Leave it as it is');
  await expectFocus(page, 'Scale…');

  await pressAt(page, 'Remove…');
  await expectFocus(page, /^Type churn/);
  await pressAt(page, 'Keep it');
  await expectFocus(page, 'Remove…');
  expect([fake.countOf('scaleDeployment'), fake.countOf('removeDeployment')]).toEqual([0, 0]);
});

test('two revisions are compared, and one is brought back', async ({ page }) => {
  await openDeployment(page, 'Revisions');
  await tabTo(page, 'From');
  await page.keyboard.press('ArrowDown');
  await pressAt(page, 'Compare');
  await expect(viewOf(page).getByRole('region', { name: 'From revision 3 to 5' })).toBeVisible();
  await tabTo(page, 'From revision 3 to 5');

  await pressAt(page, 'Roll back to 3…');
  await expectFocus(page, 'Leave it as it is');
  await page.keyboard.press('Enter');
  await expectFocus(page, 'Roll back to 3…');
  await page.keyboard.press('Enter');
  await expectFocus(page, 'Leave it as it is');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');

  await expect(viewOf(page).getByText('The revision is back.')).toBeVisible();
  await expectFocusKept(page);
});
