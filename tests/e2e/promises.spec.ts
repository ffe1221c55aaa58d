// Goal: an agent sees every promise of a conversation, says what it waits for and what needs no answer, and reads how
// each time came about; on a desk and on a phone, light and dark.
import { expect, test } from '@playwright/test';
import { expectAccessible } from './support/axe.ts';
import { Hub } from './support/hub.ts';
import { Agent, Customer } from './support/people.ts';

const hub = new Hub();
test.beforeAll(() => hub.start());
test.afterAll(() => hub.stop());

const day = ['00:00-24:00'];
const week = Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((name) => [name, day]));
const calendar = { time_zone: 'Europe/Berlin', windows: week };
const policy = {
  calendar: 'office',
  match: { channels: ['web'] },
  targets: { first_response: '30m', next_response: '1h', update: '2h', resolution_first: '8h', resolution_total: '8h' },
  warnings: { first_response: ['75%'] },
};

test('promises are defined, shown, paused, waived and explained', async ({ browser }) => {
  const admin = hub.demo.agents.findIndex(({ role }) => role === 'admin');
  expect(admin).toBeGreaterThanOrEqual(0);
  const agent = await Agent.logIn(browser, hub.demo, admin);
  const put = (path: string, data: object) =>
    agent.page.request.put(`${hub.demo.url}/api/v1/sla/${path}`, { data, headers: { Origin: new URL(hub.demo.url).origin } });
  expect((await put('calendars/office', calendar)).status()).toBe(204);
  expect((await put('policies/gold', policy)).status()).toBe(204);

  const customer = await Customer.arrive(browser, hub.demo);
  await customer.open();
  await customer.write('My lamp flickers, what now?');
  await agent.view('All open');
  await agent.row('My lamp flickers').click();
  await expect(agent.message('My lamp flickers')).toBeVisible();
  await agent.answer('Which lamp is it?');
  await expect(customer.message('Which lamp is it?')).toBeVisible();

  const panel = agent.page.getByRole('region', { name: 'Contact details' });
  await expect(panel.getByText('Update')).toBeVisible();
  await expect(panel.getByText('Resolution in all')).toBeVisible();

  await agent.page.getByTestId('work').click();
  await expectAccessible(agent.page, 'status menu');
  await agent.page.getByRole('menuitem', { name: 'Waiting for customer' }).click();
  await expect(panel.getByText(/paused, 7 h/).first()).toBeVisible();
  await customer.write('Thanks, found it.');
  await expect(agent.page.getByTestId('work')).toHaveText('Open');

  await agent.page.getByTestId('work').click();
  await agent.page.getByRole('menuitem', { name: /No answer needed/ }).click();
  await expectAccessible(agent.page, 'waiver');
  await agent.page.getByLabel('Reason').fill('only thanks');
  await agent.page.getByLabel('Reason').press('Enter');
  await expect(agent.thread().getByText('no answer needed')).toBeVisible();

  await panel.getByTestId('timers').click();
  const told = agent.page.getByRole('dialog', { name: 'How these times came about' });
  await expect(told.getByText('Policy gold, calendar office')).toBeVisible();
  await expect(told.getByText('not needed')).toBeVisible();
  await expectAccessible(agent.page, 'explanation');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the explanation fits a phone, ${colorScheme}`, async ({ browser }) => {
    const phone = { viewport: { width: 390, height: 844 }, colorScheme, hasTouch: true };
    const customer = await Customer.arrive(browser, hub.demo, phone);
    await customer.open();
    await customer.write(`promised by phone, ${colorScheme}`);
    await expect(customer.message('promised by phone')).toContainText('Sent');
    const agent = await Agent.logIn(browser, hub.demo, 0, phone);
    await agent.view('All open');
    await agent.row(`promised by phone, ${colorScheme}`).click();
    await agent.thread().getByRole('button', { name: /left, due/ }).click();
    const told = agent.page.getByRole('dialog', { name: 'How these times came about' });
    await expect(told.getByText('First response')).toBeVisible();
    await expectAccessible(agent.page, `explanation on a phone, ${colorScheme}`);
    expect((await told.boundingBox())?.width).toBeLessThanOrEqual(390);
  });
}
