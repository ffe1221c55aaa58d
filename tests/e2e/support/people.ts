// What a customer does in the widget and an agent in the console, in their own words.
import { type Browser, type BrowserContext, expect, type Locator, type Page } from '@playwright/test';
import type { Demo } from './hub.ts';

export class Customer {
  readonly chat: Locator;

  constructor(readonly page: Page) {
    this.chat = page.locator('usher-chat');
  }

  static async arrive(browser: Browser, demo: Demo, options = {}): Promise<Customer> {
    const context = await browser.newContext({ locale: 'en-GB', ...options });
    const customer = new Customer(await context.newPage());
    await customer.page.goto(demo.shop_url);
    return customer;
  }

  async open(): Promise<void> {
    await this.chat.getByRole('button', { name: /chat/i }).first().click();
    await expect(this.box()).toBeVisible();
  }

  box(): Locator {
    return this.chat.getByRole('textbox', { name: 'Write a message' });
  }

  async write(text: string): Promise<void> {
    await this.box().fill(text);
    await this.box().press('Enter');
  }

  message(text: string): Locator {
    return this.chat.getByRole('listitem').filter({ hasText: text });
  }

  async sees(text: string): Promise<void> {
    await expect(this.chat.getByText(text, { exact: false }).first()).toBeVisible();
  }
}

export class Agent {
  constructor(readonly page: Page) {}

  static async logIn(
    browser: Browser,
    demo: Demo,
    who = 0,
    options = {},
    prepare: (context: BrowserContext) => Promise<unknown> = async () => {},
  ): Promise<Agent> {
    const context = await browser.newContext({ locale: 'en-GB', ...options });
    await prepare(context);
    const agent = new Agent(await context.newPage());
    await agent.page.goto(demo.console_url);
    await agent.page.getByLabel('E-mail').fill(demo.agents[who].email);
    await agent.page.getByLabel('Password', { exact: true }).fill(demo.agents[who].password);
    await agent.page.getByRole('button', { name: 'Log in' }).click();
    await expect(agent.page.getByLabel('E-mail')).toHaveCount(0);
    await expect(agent.page.getByRole('button', { name: /\bMine\b/ }).filter({ visible: true }).first()).toBeVisible();
    return agent;
  }

  async view(name: 'Mine' | 'Waiting' | 'All open' | 'Resolved'): Promise<void> {
    await this.page.keyboard.press(String(['Mine', 'Waiting', 'All open', 'Resolved'].indexOf(name) + 1));
  }

  row(text?: string): Locator {
    const rows = this.page.getByTestId('conversation-row');
    return text === undefined ? rows : rows.filter({ hasText: text });
  }

  /** How many conversations the list says it has. */
  async count(): Promise<number> {
    return Number(await this.page.locator('[aria-setsize]').first().getAttribute('aria-setsize'));
  }

  thread(): Locator {
    return this.page.getByTestId('thread');
  }

  message(text: string): Locator {
    return this.thread().getByTestId('message').filter({ hasText: text });
  }

  async answer(text: string): Promise<void> {
    await this.page.getByTestId('composer').fill(text);
    await this.page.keyboard.press('Control+Enter');
  }
}
