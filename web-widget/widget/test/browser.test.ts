// @vitest-environment node
// Goal: in a real browser, under the strictest policy, a visitor can talk, lose the line, reload, use two tabs and a
// keyboard, and nothing is lost, doubled, leaked or out of reach.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { hasChromium, launch, violations } from './chromium.ts';
import { ScriptedHub } from './scriptedhub.ts';

const STRICT =
  "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'none'; require-trusted-types-for 'script'";
const WIDGET = 'usher-chat';
let browser: Browser;
let hub: ScriptedHub;
let base = '';
let context: BrowserContext;
let page: Page;
let problems: string[] = [];

function pageOf(path: string, html: string, csp = STRICT) {
  hub.pages.set(path, { csp, html: `<!doctype html><html lang=en><title>Shop</title>${html}` });
}
const EMBED =
  '<body><main><h1>Shop</h1></main><script async src=/widget.js data-site=site_demo></script>';

async function visit(path = '/plain', more: { width?: number } = {}): Promise<Page> {
  const fresh = await context.newPage();
  await fresh.setViewportSize({ width: more.width ?? 1000, height: 800 });
  fresh.on('pageerror', (error) => problems.push(error.message));
  fresh.on('console', (line) => {
    if (/Content Security|Trusted/i.test(line.text())) problems.push(line.text());
  });
  await fresh.goto(base + path);
  await fresh.waitForSelector(`${WIDGET} .launcher`);
  return fresh;
}
const eventually = (check: () => unknown) => vi.waitFor(check, { timeout: 8_000 });
const standing = (p: Page, text: string) =>
  p.waitForSelector(`${WIDGET} .standing:has-text("${text}")`);
const launcherName = (p: Page) => p.getAttribute(`${WIDGET} .launcher`, 'aria-label');
const bubbles = (p: Page) => p.locator(`${WIDGET} .bubble`).allInnerTexts();
const seesBubble = (p: Page, text: string) =>
  p.waitForSelector(`${WIDGET} .bubble:has-text("${text}")`);
const box = (p: Page) => p.locator(`${WIDGET} textarea`);
async function opened(path?: string, more?: { width?: number }): Promise<Page> {
  const fresh = await visit(path, more);
  await fresh.click(`${WIDGET} .launcher`);
  await fresh.waitForSelector(`${WIDGET} .panel`);
  await eventually(async () => expect(await fresh.textContent(`${WIDGET} h2`)).toBe('Fenn & Hale'));
  return fresh;
}
async function says(p: Page, text: string) {
  await box(p).fill(text);
  await box(p).press('Enter');
}

describe.skipIf(!hasChromium)('the widget in a browser', { timeout: 30_000 }, () => {
  beforeAll(async () => {
    const root = fileURLToPath(new URL('..', import.meta.url));
    execFileSync(process.execPath, ['build.mjs'], { cwd: root, stdio: 'pipe' });
    browser = await launch();
  }, 60_000);
  afterAll(() => browser?.close());
  beforeEach(async () => {
    hub = new ScriptedHub();
    base = await hub.start();
    pageOf('/plain', EMBED);
    context = await browser.newContext({ locale: 'en-GB' });
    problems = [];
  });
  afterEach(async () => {
    await context.close();
    await hub.stop();
    expect(problems).toEqual([]);
  });

  it('costs one request until somebody comes near, sets no cookie, leaves one global', async () => {
    const requests: string[] = [];
    context.on('request', (request) => requests.push(new URL(request.url()).pathname));
    pageOf('/bare', '<body><main><h1>Shop</h1></main>');
    const bare = await context.newPage();
    await bare.goto(`${base}/bare`);
    const before = await bare.evaluate(() => Object.getOwnPropertyNames(window));
    requests.length = 0;
    page = await visit();
    await page.waitForTimeout(300);
    expect(requests.filter((path) => path !== '/favicon.ico')).toEqual(['/plain', '/widget.js']);
    const after = await page.evaluate(() => Object.getOwnPropertyNames(window));
    expect(after.filter((name) => !before.includes(name))).toEqual(['usher']);
    await page.hover(`${WIDGET} .launcher`);
    await eventually(() => expect(requests.at(-1)).toMatch(/^\/widget\/panel-.+\.js$/));
    await page.waitForTimeout(200);
    expect(hub.frames).toEqual([]);
    await page.click(`${WIDGET} .launcher`);
    await standing(page, 'We are here');
    expect(await context.cookies()).toEqual([]);
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual(['usher:site_demo:open']);
  });

  it('is styled under style-src none, and shows hostile text as text', async () => {
    page = await opened();
    hub.says(
      '<b>Eve</b>',
      '<img src=x onerror="window.hacked=1"> javascript:alert(1) https://a.example/x?a=1&b=2).',
    );
    await seesBubble(page, 'onerror');
    const style = await page.$eval(`${WIDGET} .panel`, (e) => getComputedStyle(e).position);
    expect(style).toBe('fixed');
    const links = await page.$$eval(`${WIDGET} .bubble a`, (all) =>
      all.map((a) => [a.getAttribute('href'), a.getAttribute('rel'), a.getAttribute('target')]),
    );
    expect(links).toEqual([
      ['https://a.example/x?a=1&b=2', 'noopener noreferrer nofollow', '_blank'],
    ]);
    expect(await page.$(`${WIDGET} .bubble img, ${WIDGET} b`)).toBeNull();
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
  });

  it('sends by Enter, breaks lines by Shift+Enter, waits for an input method', async () => {
    page = await opened();
    await box(page).pressSequentially('one');
    await box(page).press('Shift+Enter');
    await box(page).pressSequentially('two');
    await box(page).dispatchEvent('keydown', { key: 'Enter', isComposing: true });
    await box(page).dispatchEvent('keydown', { key: 'Enter', keyCode: 229 });
    expect(hub.sent('send')).toEqual([]);
    await box(page).press('Enter');
    await page.waitForSelector(`${WIDGET} .meta:has-text("Sent")`);
    expect(hub.sent('send').map((s) => s.text?.text)).toEqual(['one\ntwo']);
    expect(await box(page).inputValue()).toBe('');
  });

  it('tells delivery truly: sending, sent, delivered, read', async () => {
    page = await opened();
    hub.script.answers = false;
    await says(page, 'hello?');
    await page.waitForSelector(`${WIDGET} .meta:has-text("Sending…")`);
    const { command_id } = hub.sent('send')[0]!;
    hub.tell({ accepted: { command_ids: [command_id] } });
    await page.waitForSelector(`${WIDGET} .meta:has-text("Sent")`);
    hub.hears('hello?', Date.now(), command_id);
    hub.standsAt({ agent_delivered_seq: 1 });
    await page.waitForSelector(`${WIDGET} .meta:has-text("Delivered")`);
    hub.standsAt({ agent_read_seq: 1 });
    await page.waitForSelector(`${WIDGET} .meta:has-text("Read")`);
    expect(await bubbles(page)).toEqual([hub.script.greeting, 'hello?']);
  });

  it('says who answers, the place in the queue, by when, and that it is closed', async () => {
    hub.script.agents_online = 0;
    page = await opened();
    await standing(page, 'Nobody is at the desk right now');
    await says(page, 'hi');
    const due = new Date();
    due.setHours(24 + 14, 20, 0, 0);
    hub.standsAt({ place_in_queue: 2, answer_due_ms: due.getTime() });
    const time = due.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
    await standing(page, `You are number 2. We mean to answer by ${time}.`);
    hub.standsAt({ place_in_queue: 1, answer_due_ms: Date.now() - 1000 });
    await standing(page, 'You are number 1. It takes longer than we meant to.');
    hub.assigns('Anna');
    hub.standsAt({ place_in_queue: 0, answer_due_ms: 0, agent_name: 'Anna' });
    await standing(page, 'Anna answers you.');
    await page.waitForSelector(`${WIDGET} .system:has-text("Anna joined")`);
    hub.types('Anna');
    await page.waitForSelector(`${WIDGET} .typing:has-text("Anna is writing…")`);
    hub.append({ conversation_resolved: {}, occurred_ms: Date.now() });
    hub.standsAt({ status: 6 });
    await standing(page, 'This conversation is closed. Write to open it again.');
    await page.waitForSelector(`${WIDGET} .system:has-text("Conversation closed")`);
  });

  it('keeps what is written without a line and sends it once, in order', async () => {
    page = await opened();
    await says(page, 'first');
    await page.waitForSelector(`${WIDGET} .meta:has-text("Sent")`);
    hub.cut();
    await standing(page, 'No connection');
    await says(page, 'second');
    await says(page, 'third');
    await page.waitForSelector(`${WIDGET} .meta:has-text("Will be sent")`);
    expect(await page.locator(`${WIDGET} .standing`).textContent()).toContain(
      'kept and sent when it is back',
    );
    hub.mend();
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
    await standing(page, 'Your message has arrived');
    await eventually(() => expect(hub.events).toHaveLength(3));
    expect(await bubbles(page)).toEqual([hub.script.greeting, 'first', 'second', 'third']);
  });

  it('shows why a message failed and sends it again on request', async () => {
    hub.script.refuses = 'x';
    page = await opened();
    await says(page, 'x');
    await page.waitForSelector(
      `${WIDGET} .failure:has-text("Not sent. The shop cannot take it now.")`,
    );
    hub.script.refuses = '';
    await page.click(`${WIDGET} .failure button:has-text("Send again")`);
    await page.waitForSelector(`${WIDGET} .meta:has-text("Sent")`);
    const ids = hub.sent('send').map((s) => s.command_id);
    expect(new Set(ids).size).toBe(2);
    expect(await bubbles(page)).toEqual([hub.script.greeting, 'x']);
  });

  it('survives a reload: history, draft, open state, unsent messages', async () => {
    page = await opened();
    await says(page, 'hi');
    hub.says('Anna', 'hello');
    await seesBubble(page, 'hello');
    hub.cut();
    await says(page, 'unsent');
    await page.waitForSelector(`${WIDGET} .bubble:has-text("unsent")`);
    await box(page).fill('half a thou');
    await page.waitForTimeout(800);
    await page.reload();
    await seesBubble(page, 'unsent');
    expect(await bubbles(page)).toEqual(['hi', 'hello', 'unsent']);
    expect(await box(page).inputValue()).toBe('half a thou');
    hub.mend();
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
    await eventually(() => expect(hub.events).toHaveLength(3));
    const hello = hub.sent('hello').at(-1)!;
    expect([...hello.token]).toEqual([1, 2, 3]);
    expect(hello.after_seq).toBe(2);
  });

  it('counts unread on the launcher and reads only what was seen', async () => {
    page = await opened();
    await says(page, 'hi');
    await page.waitForSelector(`${WIDGET} .meta:has-text("Sent")`);
    await page.keyboard.press('Escape');
    hub.says('Anna', 'one');
    hub.says('Anna', 'two');
    await eventually(async () => {
      expect(await launcherName(page)).toBe('Open chat, 2 unread messages');
    });
    await eventually(() => expect(hub.sent('receipt').at(-1)).toMatchObject({ delivered_seq: 3 }));
    expect(hub.sent('receipt').every((r) => r.read_seq === 0)).toBe(true);
    await page.reload(); // an unfinished conversation connects by itself
    await eventually(async () => {
      expect(await launcherName(page)).toBe('Open chat, 2 unread messages');
    });
    await page.click(`${WIDGET} .launcher`);
    await eventually(() => expect(hub.sent('receipt').at(-1)).toMatchObject({ read_seq: 3 }));
    expect(await launcherName(page)).toBe('Close chat');
  });

  it('works for the keyboard alone', async () => {
    page = await visit();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const focused = () =>
      page.evaluate(() => document.querySelector('usher-chat')?.shadowRoot?.activeElement?.tagName);
    await eventually(async () => expect(await focused()).toBe('TEXTAREA'));
    await page.keyboard.type('hi');
    await page.keyboard.press('Enter');
    await seesBubble(page, 'hi');
    await page.click(`${WIDGET} [aria-label="More"]`);
    expect(await focused()).toBe('INPUT');
    await page.keyboard.press('Escape');
    expect(await page.isVisible(`${WIDGET} .menu`)).toBe(false);
    await page.keyboard.press('Escape');
    expect(await page.isVisible(`${WIDGET} .panel`)).toBe(false);
    expect(await page.$eval(`${WIDGET} .launcher`, (e) => e.matches(':focus'))).toBe(true);
  });

  it('two tabs agree: messages, drafts, being forgotten', async () => {
    page = await opened();
    await says(page, 'from the first tab');
    await page.waitForSelector(`${WIDGET} .meta:has-text("Sent")`);
    const second = await visit();
    await seesBubble(second, 'from the first tab');
    await says(second, 'from the second tab');
    await seesBubble(page, 'from the second tab');
    await box(second).fill('draft');
    await page.bringToFront();
    await page.locator(`${WIDGET} .scroll`).focus();
    await box(second).pressSequentially('!');
    await eventually(async () => expect(await box(page).inputValue()).toMatch(/draft/));
    hub.events = [];
    hub.standing = null;
    await page.click(`${WIDGET} [aria-label="More"]`);
    await page.click(`${WIDGET} button:has-text("Forget me on this device")`);
    await page.click(`${WIDGET} button:has-text("Yes, forget me")`);
    await eventually(async () => expect(await bubbles(second)).toEqual([hub.script.greeting]));
    expect(await bubbles(page)).toEqual([hub.script.greeting]);
    expect(hub.sent('hello').at(-1)).toMatchObject({ conversation_id: '', after_seq: 0 });
  });

  it('works when the browser refuses storage', async () => {
    await context.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', {
        get() {
          throw new DOMException('denied', 'SecurityError');
        },
      });
    });
    page = await opened();
    await says(page, 'hi');
    await page.waitForSelector(`${WIDGET} .meta:has-text("Sent")`);
  });

  it('loads older messages while scrolling up, and the reader keeps his place', async () => {
    for (let i = 1; i <= 120; i += 1) hub.says('Anna', `line ${i}`);
    hub.hears('mine');
    page = await opened();
    await seesBubble(page, 'line 120');
    expect(await page.locator(`${WIDGET} .bubble`).count()).toBe(50);
    const top = () =>
      page.$eval(`${WIDGET} .scroll`, (scroll) => {
        const lines = [...scroll.querySelectorAll('.bubble')];
        const line = lines.find((e) => e.textContent === 'line 72')!;
        return Math.round(line.getBoundingClientRect().top - scroll.getBoundingClientRect().top);
      });
    await page.$eval(`${WIDGET} .scroll`, (e) => {
      e.scrollTop = 60;
    });
    const before = await top();
    await eventually(async () => {
      expect(await page.locator(`${WIDGET} .bubble`).count()).toBe(100);
    });
    expect(Math.abs((await top()) - before)).toBeLessThanOrEqual(2);
  });

  it('answers calls made before and after it is there', async () => {
    const stub =
      '<script src=/before.js></script><script async src=/widget.js></script><body><main><h1>Shop</h1></main>';
    pageOf('/stub', stub);
    pageOf('/before.js', '');
    await context.route('**/before.js', (route) =>
      route.fulfill({
        contentType: 'text/javascript',
        body: `window.usher=function(){(usher.q=usher.q||[]).push(arguments)};window.heard=[];
          usher('boot',{site:'site_demo'});usher('identify',{name:'Kim'});usher('send','from the page');usher('open');
          for (const n of ['ready','open','close','message','unread']) usher('on',n,v=>heard.push([n,v&&v.text||v]));`,
      }),
    );
    page = await visit('/stub');
    await seesBubble(page, 'from the page');
    await eventually(() => expect(hub.sent('update')).toMatchObject([{ display_name: 'Kim' }]));
    type Page_ = { usher(...call: unknown[]): void; heard: unknown[] };
    await page.evaluate(() => (window as unknown as Page_).usher('close'));
    hub.says('Anna', 'hello');
    await eventually(async () => {
      expect(await page.evaluate(() => (window as unknown as Page_).heard)).toEqual([
        ['ready', undefined],
        ['open', undefined],
        ['close', undefined],
        ['message', 'hello'],
        ['unread', 1],
      ]);
    });
    await page.evaluate(() => (window as unknown as Page_).usher('setTheme', 'dark'));
    expect(await page.isVisible(`${WIDGET} .u.dark .launcher`)).toBe(true);
    await page.evaluate(() => (window as unknown as Page_).usher('shutdown'));
    expect(await page.$(WIDGET)).toBeNull();
    await page.evaluate(() => (window as unknown as Page_).usher('boot', { site: 'site_demo' }));
    await page.waitForSelector(`${WIDGET} .launcher`);
  });

  it('says it when the panel cannot be loaded, and can be tried again', async () => {
    await context.route('**/panel-*', (route) => route.abort());
    page = await visit();
    await page.click(`${WIDGET} .launcher`);
    await page.waitForSelector(`${WIDGET} .hint:has-text("cannot be loaded")`);
    await context.unroute('**/panel-*');
    await page.click(`${WIDGET} .launcher`);
    await page.waitForSelector(`${WIDGET} .panel`);
  });

  it('does not cover a phone page unasked, and fills it when asked', async () => {
    page = await opened('/plain', { width: 390 });
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
      await context.close();
      context = await browser.newContext({ colorScheme, locale: 'en-GB' });
      page = await visit('/shop/', { width });
      expect(await violations(page)).toEqual([]);
      await page.click(`${WIDGET} .launcher`);
      await standing(page, 'We are here');
      await page.waitForTimeout(250);
      expect(await violations(page)).toEqual([]);
      hub.script.refuses = 'x';
      await says(page, 'hello');
      hub.assigns('Anna');
      hub.says('Anna', 'https://shop.example/moor');
      await says(page, 'x');
      await page.waitForSelector(`${WIDGET} .failure`);
      hub.types('Anna');
      expect(await violations(page)).toEqual([]);
      await page.click(`${WIDGET} [aria-label="More"]`);
      hub.cut();
      await standing(page, 'No connection');
      expect(await violations(page)).toEqual([]);
    });
  });
});
