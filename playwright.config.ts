import { defineConfig } from '@playwright/test';

/** Tests in a real browser; see docs/developers/testing.md. */
export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: '.cache/e2e',
  timeout: 120_000,
  expect: { timeout: 20_000 },
  workers: 1,
  use: {
    viewport: { width: 1280, height: 800 },
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-lcd-text']
    },
    trace: 'retain-on-failure'
  }
});
