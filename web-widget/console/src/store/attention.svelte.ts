// Which conversations want this agent, and when to call for him: a customer wrote in one of his, one was given to
// him, or somebody started to wait. Nothing else makes a sound.
import { SvelteSet } from 'svelte/reactivity';
import type { Conversation } from './model.ts';

export type Call = { kind: 'message' | 'waiting' | 'given'; conversation: Conversation };

export class Attention {
  readonly ids = new SvelteSet<string>();

  constructor(
    private readonly me: () => string,
    /** Queues whose waiting ones are this agent's business; empty = all. */
    private readonly queueIds: () => readonly string[],
  ) {}

  /** Follows one change; says whether the agent should be called. */
  follow(next: Conversation, before: Conversation | null): Call | null {
    if (this.wants(next)) this.ids.add(next.id);
    else this.ids.delete(next.id);
    if (next.resolved) return null;
    const mine = next.assigneeId === this.me();
    if (mine && before && before.assigneeId !== next.assigneeId) {
      return { kind: 'given', conversation: next };
    }
    if (mine && next.unread > (before?.unread ?? 0)) return { kind: 'message', conversation: next };
    const waits = this.waits(next);
    if (waits && !(before && this.waits(before))) return { kind: 'waiting', conversation: next };
    return null;
  }

  clear(): void {
    this.ids.clear();
  }

  private wants(conversation: Conversation): boolean {
    if (conversation.resolved) return false;
    const unreadMine = conversation.assigneeId === this.me() && conversation.unread > 0;
    return unreadMine || this.waits(conversation);
  }

  private waits({ resolved, assigneeId, queueId }: Conversation): boolean {
    const mine = this.queueIds();
    return !resolved && assigneeId === '' && (mine.length === 0 || mine.includes(queueId));
  }
}
