// The console's frames are measured in the browser of the end-to-end tests, alone and once; `tests/bench/console_frames`
// runs this. Not part of tests/run: a figure is not a test.
import { defineConfig } from '@playwright/test';
import story from '../playwright.config.ts';

export default defineConfig({
  ...story,
  testDir: '.',
  outputDir: '../results/frames',
  testMatch: '**/*.bench.ts',
  workers: 1,
  timeout: 30 * 60_000,
  reporter: './report.ts',
});
