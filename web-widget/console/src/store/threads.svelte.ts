// The conversations whose events are held: the one that is open and the few looked at before it, so that going
// back is instant. Says to the hub what is watched and who is looking.
import type { AgentClient } from '@usher/client/agent';
import { archivedEvents } from './archive.ts';
import { eventFromWire } from './fromWire.ts';
import type { ThreadEvent } from './model.ts';

export type WatchClient = Pick<AgentClient, 'watch' | 'unwatch' | 'history'>;

const THREADS_KEPT = 12;
const PAGE = 50;

export class Thread {
  events: readonly ThreadEvent[] = $state.raw([]);
  /** At least one run has come: an empty thread is empty, not unknown. */
  loaded = $state(false);
  /** The hub knows no such conversation, or not for this agent. */
  missing = $state(false);
  /** Over for long: only the archive has it, to be read, not answered. */
  archived = $state(false);
  /** Older events exist that are not held. */
  hasOlder = $state(false);
  loadingOlder = $state(false);
  olderFailed = $state(false);

  constructor(readonly id: string) {}

  get lastSeq(): number {
    return this.events.at(-1)?.seq ?? 0;
  }

  /** As he was called in what is held; empty when he gave no name. */
  get customerName(): string {
    return this.events.find((e) => e.actor.by === 'customer' && e.actor.name)?.actor.name ?? '';
  }

  receive(events: readonly ThreadEvent[], rebased: boolean, floor: number): void {
    this.events = rebased ? events : [...this.events, ...events];
    this.hasOlder = floor > 0;
    this.loaded = true;
  }

  prepend(events: readonly ThreadEvent[], complete: boolean): void {
    this.events = [...events, ...this.events];
    this.hasOlder = !complete;
  }
}

type Run = {
  conversationId: string;
  events: readonly ThreadEvent[];
  rebased: boolean;
  floor: number;
};

export class Threads {
  current: Thread | null = $state.raw(null);
  /** Least recently opened first. */
  private readonly kept = new Map<string, Thread>();
  private present = true;

  constructor(private readonly client: () => WatchClient | null) {}

  open(id: string): void {
    if (this.current?.id === id) return;
    this.leave();
    const thread = this.kept.get(id) ?? new Thread(id);
    this.kept.delete(id);
    this.kept.set(id, thread);
    this.current = thread;
    this.client()?.watch(id, { present: this.present });
    this.forgetOldest();
  }

  close(): void {
    this.leave();
    this.current = null;
  }

  /** Whether a person looks at this page; others are told who is looking at what. */
  look(present: boolean): void {
    this.present = present;
    if (this.current) this.client()?.watch(this.current.id, { present });
  }

  /** The hub refused a watch: what has not come from it may still be in the archive. */
  async missing(): Promise<void> {
    const thread = this.current;
    if (!thread || thread.loaded) return;
    try {
      const page = await archivedEvents(thread.id, 0, PAGE);
      thread.archived = page.events.length > 0;
      thread.missing = !thread.archived;
      if (thread.archived) thread.receive(page.events, true, page.complete ? 0 : 1);
    } catch {
      thread.missing = true;
    }
  }

  get(id: string): Thread | undefined {
    return this.kept.get(id);
  }

  receive({ conversationId, events, rebased, floor }: Run): void {
    this.kept.get(conversationId)?.receive(events, rebased, floor);
  }

  /** One older page; true when something came. */
  async loadOlder(thread: Thread): Promise<boolean> {
    const client = this.client();
    const first = thread.events[0]?.seq ?? 0;
    if (!client || thread.loadingOlder || !thread.hasOlder || first <= 1) return false;
    thread.loadingOlder = true;
    thread.olderFailed = false;
    try {
      const page = thread.archived
        ? await archivedEvents(thread.id, first, PAGE)
        : await liveHistory(client, thread.id, first);
      thread.prepend(page.events, page.complete);
      return page.events.length > 0;
    } catch {
      thread.olderFailed = true;
      return false;
    } finally {
      thread.loadingOlder = false;
    }
  }

  reset(): void {
    this.kept.clear();
    this.current = null;
  }

  private leave(): void {
    if (this.current) this.client()?.watch(this.current.id, { present: false });
  }

  private forgetOldest(): void {
    for (const id of this.kept.keys()) {
      if (this.kept.size <= THREADS_KEPT) return;
      this.kept.delete(id);
      this.client()?.unwatch(id);
    }
  }
}

async function liveHistory(client: WatchClient, id: string, before: number) {
  const { events, complete } = await client.history(id, before, PAGE);
  return { events: events.map(eventFromWire), complete };
}
