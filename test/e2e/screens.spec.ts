import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { FakeService } from '../lab/fake-service';
import { execute, started, type Theme, useFake, useTheme } from './application';
import { Jupyter } from './jupyter';
import { type Screen, SCREENS } from './screens';

/** A folder for pictures of every screen; none are made without it. */
const PICTURES = process.env.DEPLOY_MODEL_PICTURES;
/** Only screens whose names fit, for who works on them. */
const WANTED = new RegExp(process.env.DEPLOY_MODEL_SCREENS ?? '');
const LOOKS: { name: string; theme: Theme; width: number }[] = [
  { name: 'light', theme: 'JupyterLab Light', width: 1280 },
  { name: 'dark', theme: 'JupyterLab Dark', width: 1280 },
  { name: 'narrow', theme: 'JupyterLab Light', width: 640 }
];

let jupyter: Jupyter;
test.beforeAll(async () => {
  jupyter = await Jupyter.start();
});
test.afterAll(() => jupyter.stop());

for (const { name, theme, width } of LOOKS) {
  test(`axe finds nothing in any screen, ${name}`, async ({ page }) => {
    test.setTimeout(600_000);
    // A screen that does not come is told at once.
    page.setDefaultTimeout(30_000);
    let fake = new FakeService();
    await page.setViewportSize({ width, height: 800 });
    await useFake(page, () => fake);
    await page.goto(jupyter.url('lab?reset'));
    await started(page);
    await useTheme(page, theme);
    for (const screen of SCREENS.filter(({ name }) => WANTED.test(name))) {
      await test.step(screen.name, async () => {
        fake = new FakeService();
        await execute(page, 'application:close-all');
        await execute(page, 'filebrowser:activate');
        await screen.open(page, fake);
        expect.soft(await findings(page, screen, name), screen.name).toEqual([]);
      });
    }
  });
}

/** What axe has against a screen, as rule and element; makes its picture. */
async function findings(page: Page, screen: Screen, look: string): Promise<string[]> {
  await page.locator(screen.selector).first().waitFor();
  // Icons, fonts and the first answers.
  await page.waitForTimeout(500);
  if (PICTURES) {
    mkdirSync(PICTURES, { recursive: true });
    await page.screenshot({ path: join(PICTURES, `${screen.name}-${look}.png`) });
  }
  const { violations } = await new AxeBuilder({ page }).include(screen.selector).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}
