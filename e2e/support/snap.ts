import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { REPOSITORY } from './repository.ts';

const VARIANTS = [
  { name: 'light', viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  { name: 'dark', viewport: { width: 1440, height: 900 }, colorScheme: 'dark' },
  { name: 'phone', viewport: { width: 390, height: 844 }, colorScheme: 'light' },
  { name: 'phone-dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
] as const;

/** Pictures of the page as it is now, one for each variant. The page is left as it was. */
export async function snap(page: Page, name: string): Promise<void> {
  const folder = join(REPOSITORY, 'screenshots');
  await mkdir(folder, { recursive: true });
  const before = page.viewportSize();
  for (const { name: variant, viewport, colorScheme } of VARIANTS) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(viewport);
    // A canvas redraws on the frame after a resize.
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    // Colours fade when the scheme changes: the picture shows where they end.
    await page.screenshot({ path: join(folder, `${name}-${variant}.png`), animations: 'disabled' });
  }
  await page.emulateMedia({ colorScheme: 'light' });
  if (before !== null) await page.setViewportSize(before);
}
