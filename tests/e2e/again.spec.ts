// Goal: closing, reloading and killing things loses nothing: both windows recover by themselves.
import { expect, test } from '@playwright/test';
import { Hub } from './support/hub.ts';
import { Agent, Customer } from './support/people.ts';

const hub = new Hub();
test.beforeAll(() => hub.start());
test.afterAll(() => hub.stop());

test('a reloaded tab shows the same conversation and keeps the draft', async ({ browser }) => {
  const customer = await Customer.arrive(browser, hub.demo);
  await customer.open();
  await customer.write('I will be back');
  await expect(customer.message('I will be back')).toContainText('Sent');
  await customer.box().fill('half a thought');
  await customer.page.reload();
  await expect(customer.box()).toBeVisible();
  await expect(customer.message('I will be back')).toHaveCount(1);
  await expect(customer.box()).toHaveValue('half a thought');

  const reopened = new Customer(await customer.page.context().newPage());
  await customer.page.close();
  await reopened.page.goto(hub.demo.shop_url);
  await expect(reopened.box()).toBeVisible();
  await expect(reopened.message('I will be back')).toHaveCount(1);

  const agent = await Agent.logIn(browser, hub.demo);
  await agent.view('All open');
  await agent.row('I will be back').click();
  await agent.page.getByTestId('composer').fill('an answer in the making');
  await agent.page.reload();
  await expect(agent.message('I will be back')).toBeVisible();
  await expect(agent.page.getByTestId('composer')).toHaveValue('an answer in the making');
});

test('kill -9 of the hub in mid-conversation, then of Redis', async ({ browser }) => {
  const customer = await Customer.arrive(browser, hub.demo);
  await customer.open();
  await customer.write('before the crash');
  await expect(customer.message('before the crash')).toContainText('Sent');
  const agent = await Agent.logIn(browser, hub.demo);
  await agent.view('All open');
  await agent.row('before the crash').click();
  await expect(agent.message('before the crash')).toBeVisible();

  await hub.killHub();
  await customer.write('while it was down');
  await agent.answer('an answer from the outage');
  await hub.start();
  await expect(customer.message('while it was down')).toContainText(/Sent|Delivered|Read/, { timeout: 40_000 });
  await expect(agent.message('while it was down').first()).toBeVisible({ timeout: 40_000 });
  await expect(customer.message('an answer from the outage')).toBeVisible();

  hub.killRedis();
  await customer.write('after Redis died');
  await expect(agent.message('after Redis died')).toBeVisible({ timeout: 40_000 });
  await agent.answer('still here');
  await expect(customer.message('still here')).toBeVisible({ timeout: 40_000 });

  for (const text of ['before the crash', 'while it was down', 'an answer from the outage', 'after Redis died', 'still here']) {
    expect(await customer.chat.getByText(text, { exact: true }).count(), text).toBe(1);
    expect(await agent.thread().getByTestId('message').getByText(text, { exact: true }).count(), text).toBe(1);
  }
  const order = await agent.thread().getByTestId('message').allInnerTexts();
  const at = (text: string) => order.findIndex((line) => line.includes(text));
  expect(at('before the crash')).toBeLessThan(at('while it was down'));
  expect(at('while it was down')).toBeLessThan(at('after Redis died'));
  expect(at('after Redis died')).toBeLessThan(at('still here'));
});
