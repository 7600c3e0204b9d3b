import { defineConfig } from '@playwright/test';
import base from './playwright.config.ts';

/** `npm run screenshots`: every page, light, dark and phone, into `screenshots/`. */
export default defineConfig(base, {
  testMatch: '*.shots.ts',
  reporter: 'list',
  outputDir: '../test-results/screenshots',
});
