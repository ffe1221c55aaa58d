// Goal: an administrator makes a calendar and a policy in the console; a customer who writes then is told the instant that
// follows from them; a holiday from a file moves it. Who can what and who is served sooner is set up there as well.
import { type Browser, expect, type Page, test } from '@playwright/test';
import { expectAccessible } from './support/axe.ts';
import { Hub } from './support/hub.ts';
import { Agent, Customer } from './support/people.ts';

const hub = new Hub();
const KAI = 3; // admin
test.beforeAll(() => hub.start());
test.afterAll(() => hub.stop());

async function settings(browser: Browser, section: string, options = {}): Promise<Page> {
  const kai = await Agent.logIn(browser, hub.demo, KAI, options);
  await kai.page.goto(`${hub.demo.console_url}#settings/${section}`);
  await expect(kai.page.getByTestId('settings')).toBeVisible();
  return kai.page;
}

const saved = (page: Page) => expect(page.getByTestId('save-state').filter({ hasText: 'Saved' }).first()).toBeVisible();
const timers = async (page: Page, conversation: string) =>
  (await (await page.request.get(`${hub.demo.url}/api/v1/conversations/${conversation}/timers`)).json()).timers;
const at = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** Around the clock but for the days in the list. */
const DAY = 86_400_000;
const icalendar = (days: { date: string; name: string }[]) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//EN']
    .concat(
      days.flatMap(({ date, name }) => [
        'BEGIN:VEVENT', `DTSTART;VALUE=DATE:${date.replaceAll('-', '')}`, `SUMMARY:${name}`, 'TRANSP:TRANSPARENT', 'END:VEVENT',
      ]),
    )
    .concat(['BEGIN:VEVENT', 'DTSTART:20300101T120000Z', 'SUMMARY:Team lunch', 'END:VEVENT', 'END:VCALENDAR', ''])
    .join('\r\n');

test('a calendar and a policy make a promise, and a holiday moves it', async ({ browser }) => {
  test.setTimeout(120_000);
  const page = await settings(browser, 'calendars');
  // Nobody is there to answer at once: the customer is told the promise instead of a name.
  await page.getByTestId('presence').first().click();
  await page.getByTestId('presence-away').click();
  await page.getByRole('button', { name: 'New calendar' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Round the clock');
  const zone = page.getByRole('combobox', { name: 'Time zone' });
  await zone.fill('berl');
  await expect(page.getByRole('option', { name: /Europe\/Berlin/ })).toBeVisible();
  await expectAccessible(page, 'zones');
  await zone.press('Enter');
  await expect(zone).toHaveValue('Europe/Berlin');
  const monday = page.getByRole('group', { name: 'Monday' });
  await monday.getByLabel('Monday, hours 1, from').fill('9');
  await monday.getByLabel('Monday, hours 1, to').fill('8');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(monday.getByText('It must close after it opens.')).toBeVisible();
  await expect(monday.getByLabel('Monday, hours 1, from')).toBeFocused();
  await expectAccessible(page, 'calendar with a mistake');
  for (const day of ['Saturday', 'Sunday']) {
    await page.getByRole('button', { name: `Add hours on ${day}` }).click();
  }
  for (const day of ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']) {
    await page.getByLabel(`${day}, hours 1, from`).fill('0');
    await page.getByLabel(`${day}, hours 1, to`).fill('24');
  }
  await expect(page.getByRole('img', { name: /Open 168 h a week/ })).toBeVisible();
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('heading', { name: 'Round the clock' })).toBeVisible();
  await expectAccessible(page, 'calendar');

  await page.getByRole('button', { name: 'Policies', exact: true }).click();
  await page.getByRole('button', { name: 'New policy' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Everybody');
  await page.getByLabel('Calendar', { exact: true }).selectOption('Round the clock');
  await page.getByLabel('First response').fill('2 d');
  await page.getByLabel('Warn for First response').fill('75%, 4h');
  await expect(page.getByTestId('means')).toContainText(
    'Every conversation gets a first answer within 48 h, counted in the hours of Round the clock.',
  );
  await page.getByRole('button', { name: 'Try it', exact: true }).click();
  await expect(page.getByTestId('trial')).toContainText(/It would have held for \d+ of \d+ conversations\./);
  await expectAccessible(page, 'policy');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('heading', { name: 'Everybody' })).toBeVisible();

  const customer = await Customer.arrive(browser, hub.demo);
  await customer.open();
  await customer.write('When do I hear from you?');
  await expect(customer.message('When do I hear from you?')).toContainText('Sent');
  const found = await page.request.get(`${hub.demo.url}/api/v1/search?q=When+do+I+hear`);
  const conversation = (await found.json()).hits?.[0]?.conversation_id;
  const due = async () => Date.parse((await timers(page, conversation)).find((it: { target: string }) => it.target === 'first_response').due_at);
  const started = Date.now();
  await expect.poll(due).toBeGreaterThan(started + 1.9 * DAY);
  expect(await due()).toBeLessThan(started + 2.1 * DAY);
  const promised = await due();
  await customer.sees(dayOf(promised));

  await page.goto(`${hub.demo.console_url}#settings/calendars`);
  await page.getByTestId('setting').filter({ hasText: 'Round the clock' }).click();
  const days = [1, 2, 3].map((n) => ({ date: at(started + n * DAY), name: `Holiday ${n}` }));
  await page.getByTestId('holiday-file').setInputFiles({
    name: 'holidays.ics',
    mimeType: 'text/calendar',
    buffer: Buffer.from(icalendar(days)),
  });
  const preview = page.getByRole('dialog', { name: 'Holidays in holidays.ics' });
  await expect(preview).toContainText('3 days will be closed');
  await expect(preview).toContainText('Team lunch: DTSTART has a time of day');
  await expectAccessible(page, 'preview of holidays');
  await preview.getByRole('button', { name: 'Add 3 days' }).click();
  await expect(page.getByText('3 days were added. Save to keep them.')).toBeVisible();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await saved(page);
  await expect.poll(due, 'three days are closed now').toBeGreaterThan(promised + 2 * DAY);
  await customer.sees(dayOf(await due()));
});

/** As the widget tells a day that is not today: its weekday, or its date. */
function dayOf(ms: number): string {
  return new Intl.DateTimeFormat('en-GB', { weekday: 'short' }).format(ms).slice(0, 3);
}

test('policies are put into order by the keys and by dragging', async ({ browser }) => {
  const page = await settings(browser, 'policies');
  const put = async (path: string, data: object) => {
    const headers = { Origin: new URL(hub.demo.url).origin };
    const answer = await page.request.put(`${hub.demo.url}/api/v1/sla/${path}`, { data, headers });
    expect(answer.status(), await answer.text()).toBe(204);
  };
  await put('calendars/order', { time_zone: 'UTC', windows: { mon: ['09:00-17:00'] } });
  const before = (await (await page.request.get(`${hub.demo.url}/api/v1/sla`)).json()).policies;
  for (const { name } of before) await page.request.delete(`${hub.demo.url}/api/v1/sla/policies/${name}`, { data: {} });
  for (const name of ['bronze', 'gold', 'silver']) {
    await put(`policies/${name}`, { calendar: 'order', match: { labels: ['x'] }, targets: { update: '1h' } });
  }
  await page.reload();
  const names = page.getByTestId('policy');
  const order = () => names.locator('.name').allTextContents();
  await expect.poll(order).toEqual(['bronze', 'gold', 'silver']);
  await page.getByRole('button', { name: /^Move silver/ }).focus();
  await page.keyboard.press('ArrowUp');
  await expect.poll(order).toEqual(['bronze', 'silver', 'gold']);
  await expect(page.getByRole('button', { name: /^Move silver/ })).toBeFocused();
  await expect(page.getByRole('status').filter({ hasText: 'silver is 2 of 3 now.' })).toHaveCount(1);
  await expectAccessible(page, 'policies');
  const from = await page.getByRole('button', { name: /^Move gold/ }).boundingBox();
  const to = await page.getByRole('button', { name: /^Move bronze/ }).boundingBox();
  if (!from || !to) throw new Error('no handles');
  await page.mouse.move(from.x + 10, from.y + 20);
  await page.mouse.down();
  await page.mouse.move(to.x + 10, to.y + 60, { steps: 5 });
  await page.mouse.move(to.x + 10, to.y + 10, { steps: 5 });
  await page.mouse.up();
  await expect.poll(order).toEqual(['gold', 'bronze', 'silver']);
  const held = async () => (await (await page.request.get(`${hub.demo.url}/api/v1/sla`)).json()).policies;
  await expect.poll(async () => (await held()).map((it: { name: string }) => it.name)).toEqual(['gold', 'bronze', 'silver']);
});

test('teams, tiers and skills are set up by an administrator', async ({ browser }) => {
  const page = await settings(browser, 'teams');
  await page.getByRole('button', { name: 'New team' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Repairs');
  await page.getByLabel('Sales').check();
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('heading', { name: 'Repairs' })).toBeVisible();
  await expectAccessible(page, 'team');

  await page.getByRole('button', { name: 'Tiers', exact: true }).click();
  await page.getByRole('button', { name: 'Add a tier' }).click();
  await page.getByLabel('Name', { exact: true }).fill('gold');
  await page.getByLabel('Head start').fill('soon');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('A length of time is like 10m or 1h.')).toBeVisible();
  await page.getByLabel('Head start').fill('10 min');
  await expect(page.getByText('more than 10 min after him')).toBeVisible();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await saved(page);
  await expectAccessible(page, 'tiers');

  await page.getByRole('button', { name: 'Agents', exact: true }).click();
  await page.getByTestId('setting').filter({ hasText: 'Anna Berg' }).click();
  const can = page.getByTestId('agent-routing');
  await can.getByRole('button', { name: 'Add a skill' }).click();
  await can.getByLabel('Skill 1', { exact: true }).fill('pumps');
  await can.getByLabel('Level of skill 1').selectOption('3');
  await can.getByLabel('Repairs').check();
  await can.getByRole('button', { name: 'Save' }).click();
  await saved(page);
  await expectAccessible(page, 'agent');

  await page.getByRole('button', { name: 'Queues', exact: true }).click();
  await page.getByTestId('setting').filter({ hasText: 'Support' }).first().click();
  const routing = page.getByTestId('queue-routing');
  await routing.getByLabel('Offers').fill('2');
  await routing.getByRole('button', { name: 'Save' }).click();
  await expect(routing.getByText('Nobody can read an offer in less than 5 seconds.')).toBeVisible();
  await expect(routing.getByLabel('Offers', { exact: true })).toBeFocused();
  await routing.getByLabel('Offers', { exact: true }).fill('30');
  await routing.getByRole('button', { name: 'Add a skill' }).click();
  await routing.getByLabel('Skill 1', { exact: true }).fill('pumps');
  await routing.getByLabel('When nobody is free, go on to').selectOption('Sales');
  await routing.getByRole('button', { name: 'Save' }).click();
  await saved(page);
  await expectAccessible(page, 'queue');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the settings fit a phone, ${colorScheme}`, async ({ browser }) => {
    const phone = { viewport: { width: 390, height: 844 }, colorScheme, hasTouch: true };
    const page = await settings(browser, 'calendars', phone);
    for (const [section, item] of [
      ['calendars', 'new'],
      ['policies', 'new'],
      ['policies', ''],
      ['tiers', ''],
    ] as const) {
      await page.goto(`${hub.demo.console_url}#settings/${section}/${item}`);
      await expect(page.getByRole('heading').filter({ visible: true }).first()).toBeVisible();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide, section).toBeLessThanOrEqual(390);
      await expectAccessible(page, `${section} on a phone, ${colorScheme}`);
    }
  });
}
