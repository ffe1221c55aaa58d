// Goal: ten thousand conversations stay usable: only what is seen is drawn, keys and search still work.
import { expect, test } from '@playwright/test';
import { expectAccessible } from './support/axe.ts';
import { Hub } from './support/hub.ts';
import { Agent, Customer } from './support/people.ts';

const hub = new Hub(['--conversations', '10000']);
test.beforeAll(() => hub.start());
test.afterAll(() => hub.stop());

test('the list draws a screenful of ten thousand and keeps up with changes', async ({ browser }) => {
  const agent = await Agent.logIn(browser, hub.demo);
  await agent.view('All open');
  await expect(agent.page.getByText(/10,0\d\d/).first()).toBeVisible();
  expect(await agent.row().count()).toBeLessThan(80);
  await agent.row().first().hover();
  await agent.page.mouse.wheel(0, 200_000);
  await expect(agent.row().first()).toBeVisible();
  expect(await agent.row().count()).toBeLessThan(80);
  await expectAccessible(agent.page, 'a long list');

  const customer = await Customer.arrive(browser, hub.demo);
  await customer.open();
  await customer.write('one among ten thousand');
  await agent.page.keyboard.press('/');
  await agent.page.getByTestId('search-input').fill('among ten thousand');
  await expect(agent.page.getByText(/among/).first()).toBeVisible();
});

test('the board counts ten thousand, draws a screenful and can be narrowed', async ({ browser }) => {
  const lea = await Agent.logIn(browser, hub.demo, 2);
  const { page } = lea;
  await page.keyboard.press('b');
  const all = page.getByTestId('board-queue').first();
  await expect(all).toContainText(/\d,\d\d\d/);
  await expect(page.getByText(/The first 500 of/)).toBeVisible();
  const rows = page.getByTestId('board-conversation');
  expect(await rows.count()).toBeLessThan(80);
  await rows.first().hover();
  await page.mouse.wheel(0, 200_000);
  await expect(page.locator('[aria-posinset="500"]')).toBeVisible();
  expect(await rows.count()).toBeLessThan(80);
  await page.getByTestId('board-queue').filter({ hasText: 'Sales' }).getByRole('button').click();
  await expect(rows.filter({ hasText: 'Support' })).toHaveCount(0);
  await expectAccessible(page, 'a board of ten thousand');
});
