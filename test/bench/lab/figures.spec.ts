import { gzipSync } from 'node:zlib';
import { type Browser, type Page, test } from '@playwright/test';
import { execute, started, useFake } from '../../e2e/application';
import { Jupyter } from '../../e2e/jupyter';
import { FakeService } from '../../lab/fake-service';
import * as samples from '../../lab/samples';
import { longestFrame } from './frames';
import { MeasuredService } from './service';
import { longestWork } from './work';

const ROUNDS = Number(process.env.DEPLOY_MODEL_ROUNDS ?? 3);
const MODELS = 100_000;
const LINES = 200_000;
const NAME = 'jupyterlab-deploy-model';

/** One line for each figure, which lab.py reads. */
function tell(name: string, ours: number, theirs: number, unit: string): void {
  process.stdout.write(`figure ${JSON.stringify({ name, ours, theirs, unit })}\n`);
}

test('start', async ({ browser }) => {
  const withIt = await Jupyter.start();
  const without = await Jupyter.start({ disabled: NAME });
  const ours: number[] = [];
  const theirs: number[] = [];
  // The first start of each fills the caches of server and browser.
  for (let round = 0; round <= ROUNDS; round++) {
    ours.push(await startTime(browser, withIt));
    theirs.push(await startTime(browser, without));
  }
  tell('start-ratio', Math.min(...ours.slice(1)), Math.min(...theirs.slice(1)), 's');
  await Promise.all([withIt.stop(), without.stop()]);
});

test('sizes, panel, list and log', async ({ page }) => {
  const jupyter = await Jupyter.start();
  const fake = new FakeService();
  fake.models = samples.models(MODELS);
  fake.deployments = [samples.deployment()];
  const lines = Array.from(
    { length: LINES },
    (_, index) => `2026-01-02 INFO uv: line ${index} of a long build, with words`
  );
  fake.answer('waitForLog', ({ cursor }) =>
    cursor ? new Promise(() => undefined) : { lines, cursor: 'end', restarted: false }
  );
  await useFake(page, () => fake);
  const loaded: Promise<Buffer>[] = [];
  page.on('response', response => {
    if (response.url().includes(`extensions/${NAME}/`) && response.url().includes('.js')) {
      loaded.push(response.body());
    }
  });
  await page.goto(jupyter.url('lab?reset'));
  await started(page);
  tell('entry', kilobytes(await Promise.all(loaded)), 15, 'kB');

  tell('panel-paint', await shown(page, 'deploy-model:open-panel', {}, '.jp-DeployModel-page h1'), 0.5, 's');
  tell('all-chunks', kilobytes(await Promise.all(loaded)), 150, 'kB');
  tell(
    'list-rows',
    await shown(page, 'deploy-model:show-models', {}, '#deploy-model-sidebar .jp-DeployModel-modelRow'),
    0.3,
    's'
  );
  const list = await longestWork(page, () => longestFrame(page, '#deploy-model-sidebar .jp-DeployModel-modelTable'));
  tell('list-frame', list.result, 50, 'ms');
  tell('list-work', list.work, 50, 'ms');
  await execute(page, 'deploy-model:open-deployment', { name: 'churn' });
  await page.getByRole('tab', { name: 'Logs' }).waitFor();
  const began = performance.now();
  await page.getByRole('tab', { name: 'Logs' }).click();
  await page.getByText(`line ${LINES - 1} of`).waitFor();
  tell('log-shown', (performance.now() - began) / 1000, 3, 's');
  const log = await longestWork(page, () => longestFrame(page, '.jp-DeployModel-logFrame'));
  tell('log-frame', log.result, 50, 'ms');
  tell('log-work', log.work, 50, 'ms');
  await jupyter.stop();
});

test('service', async ({ page }) => {
  const jupyter = await Jupyter.start();
  const service = new MeasuredService(jupyter, page.request);
  const began = performance.now();
  const { pid } = await service.status();
  tell('service-start', (performance.now() - began) / 1000, 0.3, 's');
  tell('service-start-work', service.processorTime(pid), 0.3, 's');
  tell('service-memory', await service.idleMemory(pid), 80, 'MB');
  await service.deploy('sum', false);
  tell('service-memory-after-deploy', await service.idleMemory(pid), 80, 'MB');
  await service.deploy('sum-grpc', true);
  tell('service-memory-after-grpc', await service.idleMemory(pid), 80, 'MB');
  await jupyter.stop();
});

/** Seconds from opening the page until JupyterLab says that it is there. */
async function startTime(browser: Browser, jupyter: Jupyter): Promise<number> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(jupyter.url('api'));
  const began = performance.now();
  await page.goto(jupyter.url('lab?reset'));
  await started(page);
  const seconds = (performance.now() - began) / 1000;
  await context.close();
  return seconds;
}

/** Seconds from a command until something of it is seen. */
async function shown(page: Page, command: string, args: object, selector: string): Promise<number> {
  const began = performance.now();
  await execute(page, command, args);
  await page.locator(selector).first().waitFor();
  return (performance.now() - began) / 1000;
}

function kilobytes(bodies: Buffer[]): number {
  return bodies.reduce((sum, body) => sum + gzipSync(body).length, 0) / 1024;
}
