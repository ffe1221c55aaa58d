// A real browser for the suites that need one; they say so and skip where none is installed.
import { existsSync } from 'node:fs';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';

const PATH = process.env.CHROMIUM ?? '/usr/bin/chromium';
export const hasChromium = existsSync(PATH);
if (!hasChromium) console.warn(`no browser at ${PATH}: the browser suites are skipped`);

export function launch(): Promise<Browser> {
  const quiet = ['background-networking', 'component-update', 'sync', 'gpu', 'quic'];
  const args = ['--no-sandbox', '--no-first-run', ...quiet.map((name) => `--disable-${name}`)];
  return chromium.launch({ executablePath: PATH, args });
}

/** What axe finds in the page and in the widget's shadow tree, one line each. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const runner = (window as unknown as { axe: typeof axe }).axe;
    const { violations: found } = await runner.run(document, { runOnly: tags });
    return found.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.flat().join(' ')).join(', ')}`);
  });
}
