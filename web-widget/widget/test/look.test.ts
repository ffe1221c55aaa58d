// @vitest-environment node
// Goal: the widget and the shop are accessible in every state, light and dark, on a desk and on a phone.
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { hasChromium, violations } from './chromium.ts';
import { says, standing, WIDGET } from './pagewords.ts';
import { visitors } from './visitors.ts';

const v = visitors();
let page: Page;

describe.skipIf(!hasChromium)('the widget in a browser', { timeout: 30_000 }, () => {
  it('does not cover a phone page unasked, and fills it when asked', async () => {
    page = await v.opened('/plain', { width: 390 });
    await page.waitForTimeout(250); // it rises
    const rect = await page.$eval(`${WIDGET} .panel`, (e) => {
      const { x, y, width, height } = e.getBoundingClientRect();
      return [x, y, width, height];
    });
    expect(rect).toEqual([0, 0, 390, 800]);
    await page.reload();
    await page.waitForSelector(`${WIDGET} .launcher`);
    await page.waitForTimeout(300);
    expect(await page.isVisible(`${WIDGET} .panel`)).toBe(false);
  });

  describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
    it.each([1440, 390])('axe finds nothing at %i px', async (width) => {
      await v.context.close();
      v.context = await v.browser.newContext({ colorScheme, locale: 'en-GB' });
      page = await v.visit('/shop/', { width });
      expect(await violations(page)).toEqual([]);
      await page.click(`${WIDGET} .launcher`);
      await standing(page, 'We are here');
      await page.waitForTimeout(250);
      expect(await violations(page)).toEqual([]);
      v.hub.script.refuses = 'x';
      await says(page, 'hello');
      v.hub.assigns('Anna');
      v.hub.says('Anna', 'https://shop.example/moor');
      await says(page, 'x');
      await page.waitForSelector(`${WIDGET} .failure`);
      v.hub.types('Anna');
      expect(await violations(page)).toEqual([]);
      await page.click(`${WIDGET} [aria-label="More"]`);
      v.hub.cut();
      await standing(page, 'No connection');
      expect(await violations(page)).toEqual([]);
    });
  });
});
