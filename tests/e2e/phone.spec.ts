// Goal: everything works on a phone's width, dark and light.
import { expect, test } from '@playwright/test';
import { expectAccessible } from './support/axe.ts';
import { Hub } from './support/hub.ts';
import { Agent, Customer } from './support/people.ts';

const hub = new Hub();
test.beforeAll(() => hub.start());
test.afterAll(() => hub.stop());

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a conversation on two phones, ${colorScheme}`, async ({ browser }) => {
    const phone = { viewport: { width: 390, height: 844 }, colorScheme, hasTouch: true };
    const customer = await Customer.arrive(browser, hub.demo, phone);
    await customer.open();
    await customer.write(`from my phone, ${colorScheme}`);
    await expect(customer.message('from my phone')).toContainText('Sent');
    await expectAccessible(customer.page, `widget on a phone, ${colorScheme}`);

    const agent = await Agent.logIn(browser, hub.demo, 0, phone);
    await agent.view('All open');
    await expectAccessible(agent.page, `list on a phone, ${colorScheme}`);
    await agent.row(`from my phone, ${colorScheme}`).click();
    await agent.answer('from mine too');
    await expect(customer.message('from mine too')).toBeVisible();
    await expectAccessible(agent.page, `thread on a phone, ${colorScheme}`);
  });
}
