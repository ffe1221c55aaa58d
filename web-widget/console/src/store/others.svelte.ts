// Who else is in a conversation right now: the customer typing, colleagues looking or writing. The client tells
// when a sign was not repeated in time, so nothing here counts seconds.
import { SvelteMap } from 'svelte/reactivity';
import type { Speaker } from './model.ts';

export interface Sign {
  conversationId: string;
  actorId: string;
  by: Speaker;
  name: string;
}

export interface Typist extends Sign {
  note: boolean;
}

class Signs<T extends Sign> {
  private readonly kept = new SvelteMap<string, readonly T[]>();

  of(conversationId: string): readonly T[] {
    return this.kept.get(conversationId) ?? [];
  }

  set(value: T, on: boolean): void {
    const { conversationId, actorId } = value;
    const before = this.kept.get(conversationId);
    if (!on && !before) return;
    const rest = (before ?? []).filter((other) => other.actorId !== actorId);
    const now = on ? [...rest, value] : rest;
    if (now.length > 0) this.kept.set(conversationId, now);
    else this.kept.delete(conversationId);
  }

  clear(): void {
    this.kept.clear();
  }
}

export class Others {
  private readonly typists = new Signs<Typist>();
  private readonly viewers = new Signs<Sign>();

  constructor(private readonly me: () => string) {}

  typing(sign: Typist, on: boolean): void {
    if (sign.actorId !== this.me()) this.typists.set(sign, on);
  }

  viewing(sign: Sign, on: boolean): void {
    if (sign.actorId !== this.me()) this.viewers.set(sign, on);
  }

  /** A message of somebody ends his typing at once. */
  said(conversationId: string, actorId: string): void {
    const nobody = { conversationId, actorId, by: 'agent', name: '', note: false } as const;
    this.typists.set(nobody, false);
  }

  customerTyping(conversationId: string): boolean {
    return this.typists.of(conversationId).some((t) => t.by === 'customer');
  }

  writing(conversationId: string, note: boolean): readonly Sign[] {
    return this.typists.of(conversationId).filter((t) => t.by === 'agent' && t.note === note);
  }

  looking(conversationId: string): readonly Sign[] {
    return this.viewers.of(conversationId).filter((v) => v.by === 'agent');
  }

  clear(): void {
    this.typists.clear();
    this.viewers.clear();
  }
}
