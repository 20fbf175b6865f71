import type { Page, Route } from '@playwright/test';
import type { FakeService } from '../lab/fake-service';

/** The part of JupyterLab's application that tests drive, where a click would only be slower. */
interface Application {
  restored: Promise<void>;
  commands: { execute(id: string, args?: object): Promise<unknown> };
}

export type Theme = 'JupyterLab Light' | 'JupyterLab Dark';

export async function execute(page: Page, id: string, args: object = {}): Promise<void> {
  await page.evaluate(
    async ([command, values]) => {
      const { jupyterapp } = window as unknown as { jupyterapp: Application };
      await jupyterapp.restored;
      await jupyterapp.commands.execute(command as string, values as object);
    },
    [id, args] as const
  );
}

/** Waits until the page has started. */
export async function started(page: Page): Promise<void> {
  await page.waitForFunction(() => 'jupyterapp' in window);
  await page.evaluate(() => (window as unknown as { jupyterapp: Application }).jupyterapp.restored);
}

export async function useTheme(page: Page, theme: Theme): Promise<void> {
  await execute(page, 'apputils:change-theme', { theme });
  await page.waitForFunction(name => document.body.dataset.jpThemeName === name, theme);
}

/** Lets a fake answer in place of the service; for states that a real one is seldom in. */
export async function useFake(page: Page, current: () => FakeService): Promise<void> {
  await page.route('**/deploy-model/api/**', async (route: Route) => {
    const request = route.request();
    const { pathname, search } = new URL(request.url());
    const path = pathname.split('/deploy-model/api')[1] + search;
    const answer = await current().send({ method: request.method(), path, body: request.postDataJSON() ?? undefined });
    await route
      .fulfill({ status: answer.status, contentType: 'application/json', body: JSON.stringify(answer.body) })
      .catch(() => undefined);
  });
}
