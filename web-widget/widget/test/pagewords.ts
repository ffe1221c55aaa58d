// What the browser suites say about a page with the widget in it: the strictest policy, the embed line, and short
// names for what a person sees and does.
import type { Page } from 'playwright-core';
import { vi } from 'vitest';

export const STRICT =
  "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'none'; require-trusted-types-for 'script'";
export const WIDGET = 'usher-chat';
export const EMBED =
  '<body><main><h1>Shop</h1></main><script async src=/widget.js data-site=site_demo></script>';

export const eventually = (check: () => unknown) => vi.waitFor(check, { timeout: 8_000 });
export const standing = (p: Page, text: string) =>
  p.waitForSelector(`${WIDGET} .standing:has-text("${text}")`);
export const launcherName = (p: Page) => p.getAttribute(`${WIDGET} .launcher`, 'aria-label');
export const bubbles = (p: Page) => p.locator(`${WIDGET} .bubble`).allInnerTexts();
export const seesBubble = (p: Page, text: string) =>
  p.waitForSelector(`${WIDGET} .bubble:has-text("${text}")`);
export const box = (p: Page) => p.locator(`${WIDGET} textarea`);
export async function says(p: Page, text: string) {
  await box(p).fill(text);
  await box(p).press('Enter');
}
