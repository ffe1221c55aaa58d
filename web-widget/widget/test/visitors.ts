// A built widget, a scripted hub and a browser for a test file, fresh for each test. Policy violations and uncaught
// errors of any page fail the test they happen in.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { hasChromium, launch } from './chromium.ts';
import { EMBED, eventually, STRICT, WIDGET } from './pagewords.ts';
import { ScriptedHub } from './scriptedhub.ts';

export class Visitors {
  browser!: Browser;
  hub!: ScriptedHub;
  base = '';
  context!: BrowserContext;
  problems: string[] = [];

  pageOf(path: string, html: string, csp = STRICT): void {
    const whole = `<!doctype html><html lang=en><title>Shop</title>${html}`;
    this.hub.pages.set(path, { csp, html: whole });
  }

  async visit(path = '/plain', { width = 1000 } = {}): Promise<Page> {
    const fresh = await this.context.newPage();
    await fresh.setViewportSize({ width, height: 800 });
    fresh.on('pageerror', (error) => this.problems.push(error.message));
    fresh.on('console', (line) => {
      if (/Content Security|Trusted/i.test(line.text())) this.problems.push(line.text());
    });
    await fresh.goto(this.base + path);
    await fresh.waitForSelector(`${WIDGET} .launcher`);
    return fresh;
  }

  /** Visits, opens the panel, and waits for the hub's welcome. */
  async opened(path?: string, more?: { width?: number }): Promise<Page> {
    const fresh = await this.visit(path, more);
    await fresh.click(`${WIDGET} .launcher`);
    const title = () => fresh.textContent(`${WIDGET} h2`);
    await eventually(async () => expect(await title()).toBe('Fenn & Hale'));
    return fresh;
  }
}

export function visitors(): Visitors {
  const v = new Visitors();
  if (!hasChromium) return v;
  beforeAll(async () => {
    const root = fileURLToPath(new URL('..', import.meta.url));
    execFileSync(process.execPath, ['build.mjs'], { cwd: root, stdio: 'pipe' });
    v.browser = await launch();
  }, 60_000);
  afterAll(() => v.browser.close());
  beforeEach(async () => {
    v.hub = new ScriptedHub();
    v.base = await v.hub.start();
    v.pageOf('/plain', EMBED);
    v.context = await v.browser.newContext({ locale: 'en-GB' });
    v.problems = [];
  });
  afterEach(async () => {
    await v.context.close();
    await v.hub.stop();
    expect(v.problems).toEqual([]);
  });
  return v;
}
