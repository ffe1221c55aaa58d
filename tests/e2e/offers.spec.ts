// Goal: work is offered calmly, with the time that is left; yes, no and silence do what an agent expects, and what
// is passed on brings its story along.
import { expect, test } from '@playwright/test';
import { expectAccessible } from './support/axe.ts';
import { Hub } from './support/hub.ts';
import { Agent, Customer } from './support/people.ts';
import { routeQueue, takeWhatWaits } from './support/routing.ts';

const hub = new Hub();
let admin: Agent;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async ({ browser }) => {
  await hub.start();
  admin = await Agent.logIn(browser, hub.demo, hub.demo.agents.findIndex((a) => a.role === 'admin'));
  await choosePresence(admin, 'Away');
  await takeWhatWaits(admin);
  await routeQueue(admin, 'Support', { offerTimeoutS: 20 });
});
test.afterAll(() => hub.stop());

async function choosePresence(agent: Agent, presence: string): Promise<void> {
  await agent.page.keyboard.press('Control+k');
  await agent.page.getByPlaceholder('Type a command…').fill(`Your presence: ${presence}`);
  await agent.page.keyboard.press('Enter');
}

const card = (agent: Agent) => agent.page.getByRole('region', { name: 'Offered to you' });

test('an offer is accepted by keyboard, and says why it came', async ({ browser }) => {
  const agent = await Agent.logIn(browser, hub.demo);
  const customer = await Customer.arrive(browser, hub.demo);
  await customer.open();
  await customer.write('My lamp hums, is that normal?');
  await expect(card(agent)).toContainText('My lamp hums');
  await expect(card(agent)).toContainText(/\d+ seconds? left/);
  await expectAccessible(agent.page, 'console with an offer');
  await agent.page.keyboard.press('y');
  await expect(agent.message('My lamp hums')).toBeVisible();
  await expect(card(agent).getByRole('button', { name: 'Accept' })).toHaveCount(0);
  await customer.sees('Anna Berg');
  await agent.thread().getByText('Why did this come to me?').last().click();
  await expect(agent.thread().getByText(/Nobody else was free|Least busy of/).last()).toBeVisible();
  await expectAccessible(agent.page, 'console with an explanation');
  await agent.answer('A little is fine.');
  await expect(customer.message('A little is fine.')).toBeVisible();
  await agent.page.context().close();
});

test('what is declined or not answered goes on to somebody else', async ({ browser }) => {
  await routeQueue(admin, 'Support', { offerTimeoutS: 6 });
  const agent = await Agent.logIn(browser, hub.demo);
  const customer = await Customer.arrive(browser, hub.demo);
  await customer.open();
  await customer.write('Does anybody have a minute?');
  await expect(card(agent)).toContainText('Does anybody have a minute?');
  // Nobody answers: the card goes by itself, and the conversation waits with its age.
  await expect(card(agent).getByRole('button', { name: 'Accept' })).toHaveCount(0, { timeout: 12_000 });
  const other = await Agent.logIn(browser, hub.demo, 1);
  await expect(card(other)).toContainText('Does anybody have a minute?');
  await card(other).getByRole('button', { name: 'Accept' }).click();
  await expect(other.message('Does anybody have a minute?')).toBeVisible();
  await expect(other.thread().getByText('Anna Berg did not answer in time')).toBeVisible();
  await other.answer('Yes, I do.');
  await expect(customer.message('Yes, I do.')).toBeVisible();
  await other.page.context().close();
  await agent.page.context().close();
});

test('a warm transfer brings its story along and stays until it is taken', async ({ browser }) => {
  await routeQueue(admin, 'Support', { offerTimeoutS: 20 });
  const agent = await Agent.logIn(browser, hub.demo);
  const customer = await Customer.arrive(browser, hub.demo);
  await customer.open();
  await customer.write('I need fifty lamps for an office');
  await expect(card(agent)).toContainText('fifty lamps');
  await agent.page.keyboard.press('y');
  await expect(agent.message('fifty lamps')).toBeVisible();
  const other = await Agent.logIn(browser, hub.demo, 1);

  await agent.page.getByRole('button', { name: 'Transfer…' }).first().click();
  const dialog = agent.page.getByRole('dialog');
  await dialog.getByRole('option').filter({ hasText: 'Ben Okafor' }).click();
  await dialog.getByLabel('Note for whoever takes over').fill('Wants an offer');
  await dialog.getByText('More for whoever takes over').click();
  await dialog.getByLabel('What was promised').fill('A price by noon');
  await dialog.getByLabel('Keep it until somebody has taken it').check();
  await expectAccessible(agent.page, 'transfer with its story');
  await dialog.getByRole('button', { name: 'Transfer' }).click();
  await expect(agent.thread().getByText(/yours until it is taken/)).toBeVisible();
  await expect(card(other)).toContainText('fifty lamps');
  await customer.sees('Anna Berg');
  await card(other).getByRole('button', { name: 'Accept' }).click();
  await expect(other.thread().getByText('A price by noon')).toBeVisible();
  await expectAccessible(other.page, 'console with a packet');
  await expect(agent.thread().getByText(/yours until it is taken/)).toHaveCount(0);
  await agent.page.context().close();
  await other.page.context().close();
});
