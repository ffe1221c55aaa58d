// Goal: the main job works: a customer writes, an agent sees the clock, answers, resolves, and it goes on.
import { expect, test } from '@playwright/test';
import { expectAccessible } from './support/axe.ts';
import { Hub } from './support/hub.ts';
import { Agent, Customer } from './support/people.ts';

const hub = new Hub();
test.beforeAll(() => hub.start());
test.afterAll(() => hub.stop());

test('a customer writes, a person answers', async ({ browser }) => {
  const customer = await Customer.arrive(browser, hub.demo);
  await expectAccessible(customer.page, 'shop with the launcher');
  await customer.open();
  await expectAccessible(customer.page, 'widget before the first message');
  await customer.write('Is the Tern lamp waterproof?');
  await expect(customer.message('Is the Tern lamp waterproof?')).toContainText('Sent');

  const agent = await Agent.logIn(browser, hub.demo);
  await agent.view('All open');
  const row = agent.row('Is the Tern lamp waterproof?');
  await expect(row.getByTestId('sla-chip')).toContainText('left');
  await expectAccessible(agent.page, 'console with the list');
  await row.click();
  await expect(agent.message('Is the Tern lamp waterproof?')).toBeVisible();
  const take = agent.page.getByTestId('take');
  if (await take.isVisible()) await take.click();
  await customer.sees('Anna Berg');

  await agent.answer('It is splash-proof: fine for a bathroom, not for the garden.');
  await expect(customer.message('It is splash-proof')).toBeVisible();
  await expect(row.getByTestId('sla-chip')).toHaveCount(0);
  await expect(agent.message('It is splash-proof')).toContainText(/Read|Delivered/);
  await expectAccessible(agent.page, 'console with a thread');
  await expectAccessible(customer.page, 'widget with a conversation');

  await agent.page.getByTestId('resolve').click();
  await customer.sees('Conversation closed');
  await agent.view('Resolved');
  await expect(agent.row('It is splash-proof')).toBeVisible();

  await customer.write('And which bulb does it take?');
  await agent.view('All open');
  await expect(agent.row('And which bulb does it take?').getByTestId('sla-chip')).toContainText('left');
  await expect(customer.message('And which bulb does it take?')).toContainText(/Sent|Delivered|Read/);
});

test('typing is seen on both sides and a note stays inside', async ({ browser }) => {
  const customer = await Customer.arrive(browser, hub.demo);
  await customer.open();
  await customer.write('Do you repair lamps too?');
  const agent = await Agent.logIn(browser, hub.demo, 1);
  await agent.view('All open');
  await agent.row('Do you repair lamps too?').click();
  await expect(agent.message('Do you repair lamps too?')).toBeVisible();

  await customer.box().pressSequentially('It is an old one');
  await expect(agent.thread().getByText(/is typing/)).toBeVisible();
  await agent.page.getByTestId('composer').pressSequentially('Yes we do');
  await customer.sees('is writing');

  await agent.page.getByRole('tab', { name: 'Note' }).or(agent.page.getByRole('radio', { name: 'Note' })).first().click();
  await expectAccessible(agent.page, 'console in note mode');
  await agent.answer('Check the warranty first');
  await expect(agent.message('Check the warranty first')).toContainText('Note');
  await expect(customer.chat.getByText('Check the warranty first')).toHaveCount(0);
});

test('search finds what was said', async ({ browser }) => {
  const agent = await Agent.logIn(browser, hub.demo, 2);
  await agent.page.keyboard.press('/');
  await agent.page.getByTestId('search-input').fill('bicycle shed');
  const hit = agent.page.getByText(/bicycle shed/).first();
  await expect(hit).toBeVisible();
  await expectAccessible(agent.page, 'search');
  await hit.click();
  await expect(agent.message('They put it into the bicycle shed')).toBeVisible();
});

test('the log-in refuses a wrong password and says so', async ({ page }) => {
  await page.goto(hub.demo.console_url);
  await expectAccessible(page, 'log-in');
  await page.getByLabel('E-mail').fill(hub.demo.agents[0].email);
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByText(/do not match/)).toBeVisible();
});
