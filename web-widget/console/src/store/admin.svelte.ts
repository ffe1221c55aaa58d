// What administrators see and change: queues, inboxes, agents and the record of changes, over REST. Holds what was
// loaded last; forms keep their own drafts.
import { newCommandId } from '@usher/client/agent';
import { call } from './http.ts';
import { Promises } from './promises.svelte.ts';
import { RoutingAdmin } from './routing.svelte.ts';
import { attempt, type Saved, Shelf } from './shelf.svelte.ts';

export type { Saved };

import type { AgentRole } from './model.ts';

export interface AdminQueue {
  id: string;
  name: string;
  first_response_s: number;
  next_response_s: number;
  active: boolean;
  waiting: number;
  agents: number;
}
export interface AdminInbox {
  id: string;
  name: string;
  channel: string;
  queue_id: string;
  site_key: string;
  origins: readonly string[];
  greeting: string;
  active: boolean;
}
export interface AdminAgent {
  id: string;
  display_name: string;
  email: string;
  role: AgentRole;
  capacity: number;
  queue_ids: readonly string[];
  active: boolean;
}
export interface Change {
  number: number;
  at_ms: number;
  by: { id: string; name: string };
  subject: { kind: string; id: string; name: string };
  action: string;
  fields: readonly { field: string; before: string; after: string }[];
}

export class Admin {
  readonly queues = new Shelf<AdminQueue>(
    '/admin/queues',
    async () => (await call<{ queues: AdminQueue[] }>('GET', '/admin/queues')).queues,
  );
  readonly inboxes = new Shelf<AdminInbox>(
    '/admin/inboxes',
    async () => (await call<{ inboxes: AdminInbox[] }>('GET', '/admin/inboxes')).inboxes,
  );
  readonly agents = new Shelf<AdminAgent>('/admin/agents', allAgents);
  readonly changes = new ChangeLog();
  readonly promises = new Promises();
  readonly routing = new RoutingAdmin();

  constructor(private readonly now: () => number) {}

  /** One for each thing a person does, the same for every attempt at it. */
  newKey(): string {
    return newCommandId(this.now());
  }

  /** A new password; the answer has the one that was made. */
  resetPassword(agentId: string, key: string): Promise<Saved<{ password?: string }>> {
    const path = `/admin/agents/${agentId}/password`;
    return attempt(() =>
      call<{ password?: string }>('POST', path, {}, undefined, { 'Idempotency-Key': key }),
    );
  }

  endSessions(agentId: string, key: string): Promise<Saved<null>> {
    const path = `/admin/agents/${agentId}/sessions`;
    return attempt(() => call<null>('DELETE', path, {}, undefined, { 'Idempotency-Key': key }));
  }

  reset(): void {
    this.queues.reset();
    this.inboxes.reset();
    this.agents.reset();
    this.changes.reset();
    this.promises.reset();
    this.routing.reset();
  }
}

/** The record of changes, newest first, page by page. */
export class ChangeLog {
  state: 'loading' | 'ready' | 'failed' = $state('loading');
  items: readonly Change[] = $state.raw([]);
  complete = $state(true);
  private round = 0;

  async load(older = false): Promise<void> {
    const round = ++this.round;
    const last = this.items.at(-1);
    this.state = 'loading';
    try {
      const before = older && last ? `&before=${last.number}` : '';
      const page = await call<{ changes: Change[]; complete: boolean }>(
        'GET',
        `/admin/changes?limit=50${before}`,
      );
      if (round !== this.round) return;
      this.items = older ? [...this.items, ...page.changes] : page.changes;
      this.complete = page.complete;
      this.state = 'ready';
    } catch {
      if (round === this.round) this.state = 'failed';
    }
  }

  reset(): void {
    this.round++;
    this.items = [];
    this.state = 'loading';
  }
}

async function allAgents(): Promise<readonly AdminAgent[]> {
  const all: AdminAgent[] = [];
  let after = '';
  do {
    const page: { agents: AdminAgent[]; next?: string } = await call(
      'GET',
      `/admin/agents?limit=1000&after=${after}`,
    );
    all.push(...page.agents);
    after = page.next ?? '';
  } while (after !== '');
  return all;
}
