// What this agent is being asked to take, the one that ends first in front. Follows the conversations; the hub's
// word alone ends an offer, the clock only shows how long it still holds.
import type { Conversation, Offer } from './model.ts';

export interface Offered {
  conversation: Conversation;
  offer: Offer;
}

export class Offers {
  list: readonly Offered[] = $state.raw([]);

  constructor(private readonly me: () => string) {}

  follow(conversation: Conversation): void {
    const mine = conversation.offer?.agentId === this.me() && !conversation.resolved;
    const others = this.list.filter((o) => o.conversation.id !== conversation.id);
    if (!mine && others.length === this.list.length) return;
    const offer = mine ? conversation.offer : null;
    this.list = offer ? [...others, { conversation, offer }].sort(byEnd) : others;
  }

  /** Answered here: not shown any more, whatever the hub makes of it. */
  answered(id: string): void {
    this.list = this.list.filter((o) => o.conversation.id !== id);
  }

  clear(): void {
    this.list = [];
  }
}

function byEnd(a: Offered, b: Offered): number {
  return (
    a.offer.expiresMs - b.offer.expiresMs || a.conversation.id.localeCompare(b.conversation.id)
  );
}

export function secondsLeft(offer: Offer, nowMs: number): number {
  return Math.max(0, Math.ceil((offer.expiresMs - nowMs) / 1000));
}
