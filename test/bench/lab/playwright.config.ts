import { defineConfig } from '@playwright/test';
import e2e from '../../../playwright.config';

/** The same browser as the tests', for measuring: run by test/bench/lab.py. */
export default defineConfig({ ...e2e, testDir: '.', outputDir: '../../../.cache/bench-lab', timeout: 900_000 });
