// Messages of this agent that the hub has not settled, by conversation, as the client's outbox tells them.
import type { AgentPending } from '@usher/client/agent';
import { SvelteMap } from 'svelte/reactivity';
import { sameShallow } from './same.ts';
import type { Outgoing } from './timeline.ts';

const none: readonly Outgoing[] = [];

export class OutgoingMessages {
  private readonly byConversation = new SvelteMap<string, readonly Outgoing[]>();

  of(conversationId: string): readonly Outgoing[] {
    return this.byConversation.get(conversationId) ?? none;
  }

  receive(pending: readonly AgentPending[], live: boolean): void {
    const now = new Map<string, Outgoing[]>();
    for (const entry of pending) {
      if (entry.payload.kind !== 'send') continue;
      const { conversationId, text, note } = entry.payload;
      const list = now.get(conversationId) ?? [];
      list.push({
        commandId: entry.id,
        text,
        note,
        atMs: entry.created_ms,
        delivery: entry.state === 'sending' && !live ? 'waiting' : entry.state,
        failure: entry.failure?.text ?? '',
      });
      now.set(conversationId, list);
    }
    for (const id of [...this.byConversation.keys()]) {
      if (!now.has(id)) this.byConversation.delete(id);
    }
    for (const [id, list] of now) {
      if (!same(this.of(id), list)) this.byConversation.set(id, list);
    }
  }

  clear(): void {
    this.byConversation.clear();
  }
}

function same(a: readonly Outgoing[], b: readonly Outgoing[]): boolean {
  return a.length === b.length && a.every((entry, i) => sameShallow(entry, b[i]!));
}
