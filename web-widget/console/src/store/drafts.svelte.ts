// What was written and not sent, per agent, conversation and mode. Survives reloads and lost connections.
import { SvelteSet } from 'svelte/reactivity';

export type Mode = 'reply' | 'note';

export interface Draft {
  text: string;
  /** The conversation's last number when writing began: what came later was not seen by the writer. */
  sinceSeq: number;
  savedMs: number;
}

const PREFIX = 'usher.draft.';
const DRAFTS_MAX = 200;
const DAYS_MAX_MS = 30 * 24 * 3600 * 1000;

export class Drafts {
  /** Conversations with an unsent draft, for the list. */
  readonly held = new SvelteSet<string>();
  private agentId = '';

  constructor(
    private readonly storage: Storage = localStorage,
    private readonly now: () => number = Date.now,
  ) {}

  /** From here on drafts are this agent's; those of others stay where they are, unseen. */
  open(agentId: string): void {
    this.agentId = agentId;
    this.held.clear();
    this.prune();
    for (const key of this.keys()) this.held.add(this.conversationOf(key));
  }

  read(conversationId: string, mode: Mode): Draft {
    const nothing: Draft = { text: '', sinceSeq: 0, savedMs: 0 };
    try {
      const kept = JSON.parse(this.storage.getItem(this.key(conversationId, mode)) ?? 'null');
      return kept && typeof kept.text === 'string' ? { ...nothing, ...kept } : nothing;
    } catch {
      return nothing;
    }
  }

  /** The first words of what waits there, for the list. */
  peek(conversationId: string): string {
    const text = this.read(conversationId, 'reply').text || this.read(conversationId, 'note').text;
    return text.slice(0, 120);
  }

  /** Keeps the text, or forgets the draft when nothing is left of it. */
  write(conversationId: string, mode: Mode, text: string, sinceSeq: number): void {
    const key = this.key(conversationId, mode);
    try {
      if (text.trim() === '') this.storage.removeItem(key);
      else {
        this.storage.setItem(key, JSON.stringify({ text, sinceSeq, savedMs: this.now() }));
      }
    } catch {
      // Full or forbidden storage: the text stays in the box, only a reload loses it.
    }
    const other: Mode = mode === 'reply' ? 'note' : 'reply';
    const any = text.trim() !== '' || this.read(conversationId, other).text !== '';
    if (any) this.held.add(conversationId);
    else this.held.delete(conversationId);
  }

  private key(conversationId: string, mode: Mode): string {
    return `${PREFIX}${this.agentId}.${conversationId}.${mode}`;
  }

  private conversationOf(key: string): string {
    return key.slice(`${PREFIX}${this.agentId}.`.length).replace(/\.(reply|note)$/, '');
  }

  private keys(): string[] {
    const mine = `${PREFIX}${this.agentId}.`;
    const found: string[] = [];
    for (let i = 0; i < this.storage.length; i++) {
      const key = this.storage.key(i);
      if (key?.startsWith(mine)) found.push(key);
    }
    return found;
  }

  private prune(): void {
    const aged = this.keys().map((key) => {
      try {
        return { key, at: Number(JSON.parse(this.storage.getItem(key) ?? '{}').savedMs) || 0 };
      } catch {
        return { key, at: 0 };
      }
    });
    aged.sort((a, b) => b.at - a.at);
    const oldest = this.now() - DAYS_MAX_MS;
    aged.forEach(({ key, at }, i) => {
      if (i >= DRAFTS_MAX || at < oldest) this.storage.removeItem(key);
    });
  }
}
