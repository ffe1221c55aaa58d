// Goal: a supervisor sees who waits and acts on it, and routing follows at once; an administrator adds a queue and an
// agent, who logs in and works.
import { type Browser, expect, type Page, test } from '@playwright/test';
import { expectAccessible } from './support/axe.ts';
import { Hub } from './support/hub.ts';
import { Agent, Customer } from './support/people.ts';

const hub = new Hub();
const ANNA = 0;
const LEA = 2; // supervisor
const KAI = 3; // admin
test.beforeAll(() => hub.start());
test.afterAll(() => hub.stop());

async function customerWrites(browser: Browser, text: string): Promise<Customer> {
  const customer = await Customer.arrive(browser, hub.demo);
  await customer.open();
  await customer.write(text);
  await expect(customer.message(text)).toContainText('Sent');
  return customer;
}

async function boardOf(lead: Agent): Promise<Page> {
  await lead.page.keyboard.press('b');
  await expect(lead.page.getByTestId('board')).toBeVisible();
  return lead.page;
}

const onBoard = (page: Page, text: string) => page.getByTestId('board-conversation').filter({ hasText: text });
const agentRow = (page: Page, name: string) => page.getByTestId('board-agent').filter({ hasText: name });

test('a supervisor assigns who waits, by keyboard, and the agent sees it', async ({ browser }) => {
  await customerWrites(browser, 'Can somebody call me back?');
  const lea = await Agent.logIn(browser, hub.demo, LEA);
  const page = await boardOf(lea);
  await agentRow(page, 'Lea Moreau').click();
  await page.getByRole('menuitem', { name: 'Pause…' }).click();
  await page.getByLabel('Reason').fill('Leading today');
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(agentRow(page, 'Lea Moreau')).toContainText('Away');

  await customerWrites(browser, 'My lamp hums, what now?');
  await expect(onBoard(page, 'My lamp hums')).toContainText('waits');
  await expect(page.getByTestId('board-summary')).toContainText('Waiting');
  await expectAccessible(page, 'board');

  const moved = onBoard(page, 'My lamp hums');
  await expect(moved).toContainText('Support');
  await moved.hover();
  await moved.getByRole('button', { name: 'Move…' }).click();
  await page.getByPlaceholder('Find a queue or an agent…').fill('Sales');
  await expect(page.getByRole('option', { selected: true })).toContainText('Sales');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Transfer' }).click();
  await expect(moved).toContainText('Sales');

  const anna = await Agent.logIn(browser, hub.demo, ANNA);
  await anna.page.getByTestId('presence').first().click();
  await anna.page.getByTestId('presence-away').click();
  await expect(agentRow(page, 'Anna Berg')).toContainText('Away');
  await customerWrites(browser, 'Which bulb fits the Reed?');
  const row = onBoard(page, 'Which bulb fits the Reed?');
  await expect(row).toBeVisible();
  await row.getByRole('button').first().focus();
  await page.keyboard.press('a');
  await page.getByPlaceholder('Find an agent…').last().pressSequentially('Anna');
  await expect(page.getByRole('option', { selected: true })).toContainText('Anna Berg');
  await page.keyboard.press('Enter');
  await expect(row).toHaveCount(0);
  await anna.view('Mine');
  await expect(anna.row('Which bulb fits the Reed?')).toBeVisible();
});

test('a paused agent sees by whom and why; more capacity brings the next one', async ({ browser }) => {
  const lea = await Agent.logIn(browser, hub.demo, LEA);
  const ben = await Agent.logIn(browser, hub.demo, 1);
  const page = await boardOf(lea);
  const row = agentRow(page, 'Ben Okafor');
  await expect(row).toContainText('Online');
  await row.focus();
  await page.keyboard.press('p');
  await page.getByLabel('Reason').fill('Training until ten');
  await page.keyboard.press('Enter');
  await expect(row).toContainText('Training until ten, set by Lea Moreau');
  await expect(ben.page.getByTestId('presence').first()).toContainText('Set by Lea Moreau: Training until ten');
  await expect(ben.page.getByText('Lea Moreau set you away: Training until ten')).toBeVisible();

  await row.focus();
  await page.keyboard.press('c');
  await page.getByLabel('Conversations at once').fill('0');
  await page.keyboard.press('Enter');
  await expect(row).toContainText('of 0');
  await row.click();
  await page.getByRole('menuitem', { name: 'Set online' }).click();
  await expect(row).toContainText('Online');

  await customerWrites(browser, 'Do you ship to Malta?');
  await expect(onBoard(page, 'Do you ship to Malta?')).toContainText('waits');
  await row.focus();
  await page.keyboard.press('c');
  await page.getByLabel('Conversations at once').fill('50');
  await page.keyboard.press('Enter');
  await expect(onBoard(page, 'Do you ship to Malta?')).toHaveCount(0);
  await ben.view('Mine');
  await expect(ben.row('Do you ship to Malta?')).toBeVisible();
});

test('an agent has no board and no settings', async ({ browser }) => {
  const anna = await Agent.logIn(browser, hub.demo, ANNA);
  await expect(anna.page.getByRole('button', { name: 'Board', exact: true })).toHaveCount(0);
  await expect(anna.page.getByRole('button', { name: 'Settings', exact: true })).toHaveCount(0);
  await anna.page.evaluate(() => { location.hash = '#settings/agents'; });
  await expect(anna.page.getByText('Only administrators change the settings.')).toBeVisible();
});

test('an administrator adds a queue and an agent, who logs in and works', async ({ browser }) => {
  const kai = await Agent.logIn(browser, hub.demo, KAI);
  const { page } = kai;
  await page.keyboard.press(',');
  await expect(page.getByTestId('setting').filter({ hasText: 'Support' })).toBeVisible();
  await expectAccessible(page, 'settings: queues');

  await page.getByRole('button', { name: 'New queue' }).click();
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByText('This is needed.')).toBeVisible();
  await expect(page.getByLabel('Name')).toBeFocused();
  await page.getByLabel('Name').fill('support');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByText('Another queue has this name.')).toBeVisible();
  await expectAccessible(page, 'settings: a queue with a fault');
  await page.getByLabel('Name').fill('Repairs');
  await page.getByLabel('First answer within').fill('20');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('heading', { name: 'Repairs' })).toBeVisible();
  await page.getByLabel('First answer within').fill('30');
  await page.getByRole('button', { name: 'Save' }).first().click(); // the other one is of routing
  await expect(page.getByTestId('save-state').first()).toContainText('Saved');

  await page.getByRole('button', { name: 'Inboxes' }).click();
  await page.getByTestId('setting').first().click();
  await expect(page.getByText('data-site="site_demo"')).toBeVisible();
  await page.getByLabel('Queue', { exact: true }).selectOption({ label: 'Repairs' });
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByTestId('save-state')).toContainText('Saved');
  await expectAccessible(page, 'settings: an inbox');

  await page.getByRole('button', { name: 'Agents' }).click();
  await expect(page.getByTestId('setting').filter({ hasText: 'Lea Moreau' })).toContainText('Supervisor');
  await expectAccessible(page, 'settings: agents');
  await page.getByRole('button', { name: 'New agent' }).click();
  await page.getByLabel('Name').fill('Ida Storm');
  await page.getByLabel('E-mail address').fill('ida@fennhale.example');
  await page.getByLabel('Repairs').check();
  await expectAccessible(page, 'settings: a new agent');
  await page.getByRole('button', { name: 'Create' }).click();
  const password = await page.getByTestId('made-password').innerText();
  await expectAccessible(page, 'settings: the password');
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('heading', { name: 'Ida Storm' })).toBeVisible();
  await expectAccessible(page, 'settings: an agent');

  const ida = await Agent.logIn(browser, {
    ...hub.demo,
    agents: [{ email: 'ida@fennhale.example', password, role: 'agent' }],
  });
  await customerWrites(browser, 'The switch of my Moor is loose');
  await ida.view('Mine');
  await expect(ida.row('The switch of my Moor is loose')).toBeVisible();

  await page.getByRole('button', { name: 'Changes' }).click();
  await expect(page.getByTestId('change').first()).toContainText('Kai Tanaka created Agent Ida Storm');
  await expect(page.getByTestId('change').filter({ hasText: 'Repairs' }).last()).toContainText('created');
  await expectAccessible(page, 'settings: changes');

  await page.goBack();
  await expect(page.getByRole('heading', { name: 'Ida Storm' })).toBeVisible();
  await page.getByRole('button', { name: 'Take out of use' }).click();
  await page.getByRole('button', { name: 'Take out of use' }).last().click();
  await expect(ida.page.getByText('Your session has ended')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Take back into use' })).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the board and the settings on a phone, ${colorScheme}`, async ({ browser }) => {
    const phone = { viewport: { width: 390, height: 844 }, colorScheme, hasTouch: true };
    const kai = await Agent.logIn(browser, hub.demo, KAI, phone);
    await kai.page.getByRole('button', { name: 'Board', exact: true }).click();
    await expect(kai.page.getByTestId('board-summary')).toBeVisible();
    await expectAccessible(kai.page, `board on a phone, ${colorScheme}`);
    await kai.page.getByTestId('board').getByRole('button', { name: 'Agents' }).click();
    await expect(agentRow(kai.page, 'Kai Tanaka')).toContainText('Online');
    await expectAccessible(kai.page, `agents on a phone, ${colorScheme}`);
    await kai.page.getByRole('button', { name: 'Settings', exact: true }).click();
    await kai.page.getByTestId('setting').filter({ hasText: 'Sales' }).click();
    await expect(kai.page.getByLabel('Name')).toHaveValue('Sales');
    await expectAccessible(kai.page, `a queue on a phone, ${colorScheme}`);
    const wide = await kai.page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(390);
  });
}
