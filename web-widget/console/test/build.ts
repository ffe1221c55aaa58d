// What the suites build their scenes from: conversations, events, a scheduler that waits to be told, memory storage.
import type { Scheduler } from '../src/store/batch.ts';
import type { Clock, Conversation, EventBody, ThreadEvent } from '../src/store/model.ts';

export const ME = 'agt_me';
export const MINUTE = 60_000;

export function conversation(id: string, with_: Partial<Conversation> = {}): Conversation {
  return {
    id,
    contactId: `ctc_${id}`,
    contactName: `Customer ${id}`,
    contactNamed: true,
    contactEmail: '',
    channel: 'web',
    queueId: 'que_a',
    resolved: false,
    assigneeId: '',
    lastSeq: 1,
    openedMs: 0,
    lastActivityMs: 0,
    preview: null,
    unread: 0,
    waitingSinceMs: 0,
    queuedMs: 0,
    clocks: [],
    offer: null,
    handOver: null,
    tier: '',
    work: 'open',
    labels: [],
    policy: '',
    language: 'en',
    deliveredSeq: 0,
    readSeq: 0,
    agentReadSeq: 0,
    page: null,
    ...with_,
  };
}

export function clock(dueMs: number, with_: Partial<Clock> = {}): Clock {
  return {
    target: 'first',
    cycle: 1,
    state: 'running',
    startedMs: 0,
    dueMs,
    endedMs: 0,
    allowedMs: 0,
    leftMs: 0,
    warned: 0,
    ...with_,
  };
}

type Author = 'customer' | 'me' | 'other' | 'system';
const actors = {
  customer: { by: 'customer', id: 'ctc_1', name: 'Elena' },
  me: { by: 'agent', id: ME, name: 'Me' },
  other: { by: 'agent', id: 'agt_other', name: 'Jonas' },
  system: { by: 'system', id: '', name: '' },
} as const;

export function event(seq: number, author: Author, body: EventBody, key = ''): ThreadEvent {
  return { key, seq, atMs: seq * 1000, actor: actors[author], body };
}

export function message(seq: number, author: Author, text: string, note = false, key = '') {
  return event(seq, author, { kind: 'message', text, note }, key);
}

/** Frames come when the test says so. */
export class ManualFrames implements Scheduler {
  asked = 0;
  private run: (() => void) | null = null;

  soon(run: () => void): void {
    this.asked++;
    this.run = run;
  }

  frame(): void {
    const { run } = this;
    this.run = null;
    run?.();
  }
}

export function memoryStorage(): Storage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (i) => [...kept.keys()][i] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  };
}
