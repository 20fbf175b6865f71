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
test.setTimeout(900_000);
test.beforeAll(async () => {
  jupyter = await Jupyter.start();
});
test.afterAll(() => jupyter.stop());

for (const { name, theme, width } of LOOKS) {
  test(`axe finds nothing in any screen, ${name}`, async ({ page }) => {
    let fake = new FakeService();
    await page.setViewportSize({ width, height: 800 });
    await useFake(page, () => fake);
    await page.goto(jupyter.url('lab?reset'));
    await started(page);
    await useTheme(page, theme);
    // A screen that does not come is told at once.
    page.setDefaultTimeout(60_000);
    for (const screen of SCREENS.filter(({ name }) => WANTED.test(name))) {
      await test.step(screen.name, async () => {
        fake = new FakeService();
        await execute(page, 'application:close-all');
        await execute(page, 'filebrowser:activate');
        await screen.open(page, fake);
        expect.soft(await findings(page, screen, name), screen.name).toEqual([]);
        expect.soft(await tooWide(page, screen), `${screen.name} fits its frame`).toEqual([]);
      });
    }
  });
}

/** What axe has against a screen, as rule and element; makes its picture. */
async function findings(page: Page, screen: Screen, look: string): Promise<string[]> {
  await page.locator(screen.selector).first().waitFor();
  await atRest(page);
  if (PICTURES) {
    mkdirSync(PICTURES, { recursive: true });
    // Nothing is to look as if it were pointed at: the mouse is where the screen before was clicked.
    await page.mouse.move(0, 0);
    await page.screenshot({ path: join(PICTURES, `${screen.name}-${look}.png`) });
  }
  // There is no frame in it: what axe found need not be put together in a page of its own, and what is well is not told.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  const { violations } = await axe.include(screen.selector).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

/** Views that are wider than their frame, so that one has to scroll sideways to read them; a table in them may be. */
function tooWide(page: Page, { selector }: Screen): Promise<string[]> {
  return page.locator(selector).evaluateAll(frames =>
    frames
      .flatMap(frame => [frame, ...frame.querySelectorAll('.jp-DeployModel-view')])
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map(({ className, scrollWidth, clientWidth }) => `${className}: ${scrollWidth} in ${clientWidth}`)
  );
}

/** Waits for fonts and answers, and until nothing has changed for a while; what always moves is waited for that long at most. */
async function atRest(page: Page): Promise<void> {
  await page.evaluate(
    async ([quiet, most]) => {
      await document.fonts.ready;
      await new Promise<void>(resolve => {
        const changes = new MutationObserver(() => {
          clearTimeout(timer);
          timer = setTimeout(end, quiet);
        });
        const end = () => {
          changes.disconnect();
          clearTimeout(timer);
          clearTimeout(last);
          resolve();
        };
        let timer = setTimeout(end, quiet);
        const last = setTimeout(end, most);
        changes.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
      });
    },
    [150, 1000] as const
  );
}
