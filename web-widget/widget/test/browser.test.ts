// @vitest-environment node
// Goal: in a real browser, under the strictest policy, a visitor can talk, lose the line, reload, use two tabs and a
// keyboard, and nothing is lost, doubled, leaked or out of reach.
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { hasChromium } from './chromium.ts';
import {
  box,
  bubbles,
  eventually,
  launcherName,
  says,
  seesBubble,
  standing,
  WIDGET,
} from './pagewords.ts';
import { visitors } from './visitors.ts';

const v = visitors();
let page: Page;

describe.skipIf(!hasChromium)('the widget in a browser', { timeout: 30_000 }, () => {
  it('costs one request until somebody comes near, sets no cookie, leaves one global', async () => {
    const requests: string[] = [];
    v.context.on('request', (request) => requests.push(new URL(request.url()).pathname));
    v.pageOf('/bare', '<body><main><h1>Shop</h1></main>');
    const bare = await v.context.newPage();
    await bare.goto(`${v.base}/bare`);
    const before = await bare.evaluate(() => Object.getOwnPropertyNames(window));
    requests.length = 0;
    page = await v.visit();
    await page.waitForTimeout(300);
    expect(requests.filter((path) => path !== '/favicon.ico')).toEqual(['/plain', '/widget.js']);
    const after = await page.evaluate(() => Object.getOwnPropertyNames(window));
    expect(after.filter((name) => !before.includes(name))).toEqual(['usher']);
    await page.hover(`${WIDGET} .launcher`);
    await eventually(() => expect(requests.at(-1)).toMatch(/^\/widget\/panel-.+\.js$/));
    await page.waitForTimeout(200);
    expect(v.hub.frames).toEqual([]);
    await page.click(`${WIDGET} .launcher`);
    await standing(page, 'We are here');
    expect(await v.context.cookies()).toEqual([]);
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual(['usher:site_demo:open']);
  });

  it('is styled under style-src none, and shows hostile text as text', async () => {
    page = await v.opened();
    v.hub.says(
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
    page = await v.opened();
    await box(page).pressSequentially('one');
    await box(page).press('Shift+Enter');
    await box(page).pressSequentially('two');
    await box(page).dispatchEvent('keydown', { key: 'Enter', isComposing: true });
    await box(page).dispatchEvent('keydown', { key: 'Enter', keyCode: 229 });
    expect(v.hub.sent('send')).toEqual([]);
    await box(page).press('Enter');
    await page.waitForSelector(`${WIDGET} .meta:has-text("Sent")`);
    expect(v.hub.sent('send').map((s) => s.text?.text)).toEqual(['one\ntwo']);
    expect(await box(page).inputValue()).toBe('');
  });

  it('tells delivery truly: sending, sent, delivered, read', async () => {
    page = await v.opened();
    v.hub.script.answers = false;
    await says(page, 'hello?');
    await page.waitForSelector(`${WIDGET} .meta:has-text("Sending…")`);
    const { command_id } = v.hub.sent('send')[0]!;
    v.hub.tell({ accepted: { command_ids: [command_id] } });
    await page.waitForSelector(`${WIDGET} .meta:has-text("Sent")`);
    v.hub.hears('hello?', Date.now(), command_id);
    v.hub.standsAt({ agent_delivered_seq: 1 });
    await page.waitForSelector(`${WIDGET} .meta:has-text("Delivered")`);
    v.hub.standsAt({ agent_read_seq: 1 });
    await page.waitForSelector(`${WIDGET} .meta:has-text("Read")`);
    expect(await bubbles(page)).toEqual([v.hub.script.greeting, 'hello?']);
  });

  it('says who answers, the place in the queue, by when, and that it is closed', async () => {
    v.hub.script.agents_online = 0;
    page = await v.opened();
    await standing(page, 'Nobody is at the desk right now');
    await says(page, 'hi');
    const due = new Date();
    due.setHours(24 + 14, 20, 0, 0);
    v.hub.standsAt({ place_in_queue: 2, answer_due_ms: due.getTime() });
    const weekday = due.toLocaleDateString('en-GB', { weekday: 'long' });
    await standing(page, `You are number 2. We mean to answer by ${weekday}`);
    await standing(page, '14:20.');
    v.hub.standsAt({ place_in_queue: 1, answer_due_ms: Date.now() - 1000 });
    await standing(page, 'You are number 1. It takes longer than we meant to.');
    v.hub.assigns('Anna');
    v.hub.standsAt({ place_in_queue: 0, answer_due_ms: 0, agent_name: 'Anna' });
    await standing(page, 'Anna answers you.');
    await page.waitForSelector(`${WIDGET} .system:has-text("Anna joined")`);
    v.hub.types('Anna');
    await page.waitForSelector(`${WIDGET} .typing:has-text("Anna is writing…")`);
    v.hub.append({ conversation_resolved: {}, occurred_ms: Date.now() });
    v.hub.standsAt({ status: 6 });
    await standing(page, 'This conversation is closed. Write to open it again.');
    await page.waitForSelector(`${WIDGET} .system:has-text("Conversation closed")`);
  });

  it('keeps what is written without a line and sends it once, in order', async () => {
    page = await v.opened();
    await says(page, 'first');
    await page.waitForSelector(`${WIDGET} .meta:has-text("Sent")`);
    v.hub.cut();
    await standing(page, 'No connection');
    await says(page, 'second');
    await says(page, 'third');
    await page.waitForSelector(`${WIDGET} .meta:has-text("Will be sent")`);
    expect(await page.locator(`${WIDGET} .standing`).textContent()).toContain(
      'kept and sent when it is back',
    );
    v.hub.mend();
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
    await standing(page, 'Your message has arrived');
    await eventually(() => expect(v.hub.events).toHaveLength(3));
    expect(await bubbles(page)).toEqual([v.hub.script.greeting, 'first', 'second', 'third']);
  });

  it('shows why a message failed and sends it again on request', async () => {
    v.hub.script.refuses = 'x';
    page = await v.opened();
    await says(page, 'x');
    await page.waitForSelector(
      `${WIDGET} .failure:has-text("Not sent. The shop cannot take it now.")`,
    );
    v.hub.script.refuses = '';
    await page.click(`${WIDGET} .failure button:has-text("Send again")`);
    await page.waitForSelector(`${WIDGET} .meta:has-text("Sent")`);
    const ids = v.hub.sent('send').map((s) => s.command_id);
    expect(new Set(ids).size).toBe(2);
    expect(await bubbles(page)).toEqual([v.hub.script.greeting, 'x']);
  });

  it('survives a reload: history, draft, open state, unsent messages', async () => {
    page = await v.opened();
    await says(page, 'hi');
    v.hub.says('Anna', 'hello');
    await seesBubble(page, 'hello');
    v.hub.cut();
    await says(page, 'unsent');
    await page.waitForSelector(`${WIDGET} .bubble:has-text("unsent")`);
    await box(page).fill('half a thou');
    await page.reload();
    await seesBubble(page, 'unsent');
    expect(await bubbles(page)).toEqual(['hi', 'hello', 'unsent']);
    expect(await box(page).inputValue()).toBe('half a thou');
    v.hub.mend();
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
    await eventually(() => expect(v.hub.events).toHaveLength(3));
    const hello = v.hub.sent('hello').at(-1)!;
    expect([...hello.token]).toEqual([1, 2, 3]);
    expect(hello.after_seq).toBe(2);
  });

  it('counts unread on the launcher and reads only what was seen', async () => {
    page = await v.opened();
    await says(page, 'hi');
    await page.waitForSelector(`${WIDGET} .meta:has-text("Sent")`);
    await page.keyboard.press('Escape');
    v.hub.says('Anna', 'one');
    v.hub.says('Anna', 'two');
    await eventually(async () => {
      expect(await launcherName(page)).toBe('Open chat, 2 unread messages');
    });
    await eventually(() =>
      expect(v.hub.sent('receipt').at(-1)).toMatchObject({ delivered_seq: 3 }),
    );
    expect(v.hub.sent('receipt').every((r) => r.read_seq === 0)).toBe(true);
    await page.reload(); // an unfinished conversation connects by itself
    await eventually(async () => {
      expect(await launcherName(page)).toBe('Open chat, 2 unread messages');
    });
    await page.click(`${WIDGET} .launcher`);
    await eventually(() => expect(v.hub.sent('receipt').at(-1)).toMatchObject({ read_seq: 3 }));
    expect(await launcherName(page)).toBe('Close chat');
  });

  it('works for the keyboard alone', async () => {
    page = await v.visit();
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
    page = await v.opened();
    await says(page, 'from the first tab');
    await page.waitForSelector(`${WIDGET} .meta:has-text("Sent")`);
    const second = await v.visit();
    await seesBubble(second, 'from the first tab');
    await says(second, 'from the second tab');
    await seesBubble(page, 'from the second tab');
    await box(second).fill('draft');
    await page.bringToFront();
    await page.locator(`${WIDGET} .scroll`).focus();
    await box(second).pressSequentially('!');
    await eventually(async () => expect(await box(page).inputValue()).toMatch(/draft/));
    v.hub.events = [];
    v.hub.standing = null;
    await page.click(`${WIDGET} [aria-label="More"]`);
    await page.click(`${WIDGET} button:has-text("Forget me on this device")`);
    await page.click(`${WIDGET} button:has-text("Yes, forget me")`);
    for (const tab of [second, page]) {
      await eventually(async () => expect(await bubbles(tab)).toEqual([v.hub.script.greeting]));
    }
    expect(v.hub.sent('hello').at(-1)).toMatchObject({ conversation_id: '', after_seq: 0 });
  });

  it('works when the browser refuses storage', async () => {
    await v.context.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', {
        get() {
          throw new DOMException('denied', 'SecurityError');
        },
      });
    });
    page = await v.opened();
    await says(page, 'hi');
    await page.waitForSelector(`${WIDGET} .meta:has-text("Sent")`);
  });

  it('loads older messages while scrolling up, and the reader keeps his place', async () => {
    for (let i = 1; i <= 120; i += 1) v.hub.says('Anna', `line ${i}`);
    v.hub.hears('mine');
    page = await v.opened();
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
    v.pageOf('/stub', stub);
    v.pageOf('/before.js', '');
    await v.context.route('**/before.js', (route) =>
      route.fulfill({
        contentType: 'text/javascript',
        body: `window.usher=function(){(usher.q=usher.q||[]).push(arguments)};window.heard=[];
          usher('boot',{site:'site_demo'});usher('identify',{name:'Kim'});usher('send','from the page');usher('open');
          for (const n of ['ready','open','close','message','unread']) usher('on',n,v=>heard.push([n,v&&v.text||v]));`,
      }),
    );
    page = await v.visit('/stub');
    await seesBubble(page, 'from the page');
    await eventually(() => expect(v.hub.sent('update')).toMatchObject([{ display_name: 'Kim' }]));
    type Page_ = { usher(...call: unknown[]): void; heard: unknown[] };
    await page.evaluate(() => (window as unknown as Page_).usher('close'));
    v.hub.says('Anna', 'hello');
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
    await v.context.route('**/panel-*', (route) => route.abort());
    page = await v.visit();
    await page.click(`${WIDGET} .launcher`);
    await page.waitForSelector(`${WIDGET} .hint:has-text("cannot be loaded")`);
    await v.context.unroute('**/panel-*');
    await page.click(`${WIDGET} .launcher`);
    await page.waitForSelector(`${WIDGET} .panel`);
  });
});
