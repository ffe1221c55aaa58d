// Asks the hub for messages while somebody types: at most one question at a time, the newest wins.
import { call } from '../store/http.ts';
import type { Speaker } from '../store/model.ts';

export interface Hit {
  conversationId: string;
  seq: number;
  atMs: number;
  by: Speaker;
  note: boolean;
  snippet: string;
  contactId: string;
  contactName: string;
}

interface WireHit {
  conversation_id: string;
  seq: number;
  at_ms: number;
  author_role: string;
  private_note: boolean;
  snippet: string;
  contact_id: string;
  contact_name: string;
}

const DEBOUNCE_MS = 180;
const LIMIT = 30;
const roles: Record<string, Speaker> = { contact: 'customer', agent: 'agent', bot: 'bot' };

export class Searching {
  hits: readonly Hit[] = $state.raw([]);
  /** The words these hits are for; empty before the first answer. */
  answered = $state('');
  busy = $state(false);
  failed = $state(false);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: AbortController | null = null;

  ask(words: string): void {
    clearTimeout(this.timer);
    this.running?.abort();
    const question = words.trim();
    if (question.length < 2) {
      this.clear();
      return;
    }
    this.busy = true;
    this.timer = setTimeout(() => void this.fetch(question), DEBOUNCE_MS);
  }

  clear(): void {
    clearTimeout(this.timer);
    this.running?.abort();
    this.hits = [];
    this.answered = '';
    this.busy = false;
    this.failed = false;
  }

  private async fetch(question: string): Promise<void> {
    const running = new AbortController();
    this.running = running;
    try {
      const path = `/search?q=${encodeURIComponent(question)}&limit=${LIMIT}`;
      const answer = await call<{ hits: WireHit[] }>('GET', path, undefined, running.signal);
      this.hits = answer.hits.map(hitFromWire);
      this.answered = question;
      this.failed = false;
    } catch {
      if (running.signal.aborted) return;
      this.failed = true;
      this.hits = [];
    }
    this.busy = false;
  }
}

function hitFromWire(wire: WireHit): Hit {
  return {
    conversationId: wire.conversation_id,
    seq: wire.seq,
    atMs: wire.at_ms,
    by: roles[wire.author_role] ?? 'system',
    note: wire.private_note,
    snippet: wire.snippet,
    contactId: wire.contact_id,
    contactName: wire.contact_name,
  };
}
