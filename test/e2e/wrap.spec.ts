import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { execute, started } from './application';
import { Jupyter } from './jupyter';
import { writeSlowClass } from './slow-class';

const SOON = { timeout: 180_000 };

let jupyter: Jupyter;
test.setTimeout(480_000);
test.beforeAll(async () => {
  jupyter = await Jupyter.start();
  writeSlowClass(join(jupyter.folder, 'quick'), 0);
});
test.afterAll(() => jupyter.stop());

test('a generated file is edited, marked, reverted, edited again, and what is deployed is the edit', async ({
  page
}) => {
  await page.goto(jupyter.url('lab?reset'));
  await started(page);
  await execute(page, 'deploy-model:open-panel', { model: './quick', name: 'edited' });
  const panel = page.locator('.jp-DeployModel-page:visible');
  await panel.getByRole('button', { name: 'Wrap and look at the files first' }).click();
  await panel.getByRole('button', { name: /^Model\.py/ }).click(SOON);
  const editor = panel.locator('.cm-content');
  const type = async (from: string, to: string) => {
    await editor.getByText(from).click();
    await page.keyboard.press('End');
    for (let index = 0; index < from.length; index++) {
      await page.keyboard.press('Backspace');
    }
    await page.keyboard.type(to);
  };

  await type('return X', 'return [[1.0]]');
  await expect(panel.getByText('your change')).toBeVisible();
  await panel.getByRole('button', { name: 'Revert Model.py' }).click();
  await expect(editor).toContainText('return X');
  await type('return X', 'return [[42.0]]');
  await panel.getByRole('button', { name: 'Go on' }).click();
  await expect(panel.getByText('Done.', { exact: true })).toBeVisible(SOON);
  await panel.getByRole('button', { name: 'Send', exact: true }).click();

  await expect(panel.getByRole('region', { name: 'Answer' })).toContainText('42', SOON);
});
