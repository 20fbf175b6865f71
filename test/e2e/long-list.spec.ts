import { expect, type Page, test } from '@playwright/test';
import { FakeService } from '../lab/fake-service';
import * as samples from '../lab/samples';
import { execute, started, useFake } from './application';
import { Jupyter } from './jupyter';

const MODELS = 100_000;
/** A thousand pages, each through the browser's own network stack. */
const LOADED = { timeout: 240_000 };
/** Rows that are on the page at a time, at most. */
const DRAWN = 120;

let jupyter: Jupyter;
let fake: FakeService;
test.setTimeout(600_000);
test.beforeAll(async () => {
  jupyter = await Jupyter.start();
  fake = new FakeService();
  fake.models = samples.models(MODELS).map((model, index) => ({ ...model, name: `run-${index}` }));
});
test.afterAll(() => jupyter.stop());

const gridOf = (page: Page) => page.locator('#deploy-model-sidebar').getByRole('grid', { name: 'Models' });
const rowOf = (page: Page, index: number) => gridOf(page).getByRole('row', { name: `run-${index} ` });
/** The list says how many rows it has, and one for its titles. */
const rowsOf = async (page: Page) => Number(await gridOf(page).getAttribute('aria-rowcount')) - 1;

async function showModels(page: Page): Promise<void> {
  await useFake(page, () => fake);
  await page.goto(jupyter.url('lab?reset'));
  await started(page);
  // JupyterLab gives it the keyboard when it comes, which is after the start.
  await expect(page.locator('.jp-Launcher')).toBeFocused();
  await execute(page, 'deploy-model:show-models');
  await expect(rowOf(page, 0)).toBeVisible();
  await gridOf(page).focus();
}

test('the End key comes to the last of 100,000 runs, and Home back to the first', async ({ page }) => {
  await showModels(page);

  await page.keyboard.press('End');

  await expect(rowOf(page, MODELS - 1)).toBeVisible(LOADED);
  expect(await rowsOf(page)).toBe(MODELS);
  const active = await gridOf(page).getAttribute('aria-activedescendant');
  await expect(rowOf(page, MODELS - 1)).toHaveAttribute('id', active!);
  expect(await gridOf(page).getByRole('row').count()).toBeLessThan(DRAWN);

  await page.keyboard.press('Home');
  await expect(rowOf(page, 0)).toBeVisible();

  // Dragged to the end by its scroll bar, and what is there is opened.
  await gridOf(page).evaluate(list => (list.scrollTop = list.scrollHeight));
  await rowOf(page, MODELS - 1).click();
  await expect(page.locator('.jp-DeployModel-page:visible')).toContainText(`models:/m-${MODELS - 1}`);
});

test('loading to the end stops at any other key, and goes on from there', async ({ page }) => {
  await showModels(page);
  await page.keyboard.press('End');
  await expect.poll(() => rowsOf(page), LOADED).toBeGreaterThan(1000);

  await page.keyboard.press('ArrowUp');

  // The page of rows that is on its way comes still.
  const loading = page.locator('#deploy-model-sidebar').getByText(/^(Loading all models|Asking the tracking server)/);
  await expect(loading).toHaveCount(0, LOADED);
  const stopped = await rowsOf(page);
  await page.waitForTimeout(1000);
  expect(await rowsOf(page)).toBe(stopped);
  expect(stopped).toBeLessThan(MODELS);
  await page.keyboard.press('End');
  await expect.poll(() => rowsOf(page), LOADED).toBeGreaterThan(stopped);
});
