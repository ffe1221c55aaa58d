// The conversations a console looks at: asks the hub for them, delivers their events in order and without gaps, and
// asks again when something is missing or the socket was new. Owned by AgentClient; keeps numbers, not events.
import type { AgentFrame, Event, Events } from './agentcodec.ts';
import type { Environment, TimerId } from './environment.ts';
import { Sequence } from './ordering.ts';

export const WATCHED_MAX = 64; // the hub's limit
const FILL_MS_MAX = 3_000;

export interface OrderedEvents {
  conversationId: string;
  events: Event[];
  /** These replace whatever is held of the conversation: the first page, or too much was missed. */
  rebased: boolean;
  /** Below this sequence number (inclusive) is history not loaded yet; 0 when the beginning is held. */
  floor: number;
}

interface Watch {
  sequence: Sequence<Event>;
  present: boolean;
  fill: TimerId; // a gap was found and asked for
}

export class Watches {
  private readonly watches_ = new Map<string, Watch>();

  constructor(
    private readonly send_: (frame: AgentFrame) => boolean,
    private readonly deliver_: (events: OrderedEvents) => void,
    private readonly env_: Environment,
  ) {}

  watch(conversationId: string, present: boolean): void {
    const known = this.watches_.get(conversationId);
    if (known) {
      if (known.present === present) return;
      known.present = present;
      this.ask(conversationId, known);
      return;
    }
    if (this.watches_.size >= WATCHED_MAX) this.unwatch(this.victim());
    const watch: Watch = { sequence: new Sequence(), present, fill: null };
    this.watches_.set(conversationId, watch);
    this.ask(conversationId, watch);
  }

  unwatch(conversationId: string): void {
    const watch = this.watches_.get(conversationId);
    if (!watch) return;
    this.env_.timers.clear(watch.fill);
    this.watches_.delete(conversationId);
    this.send_({ case: 'watch', value: { conversationId, stop: true } });
  }

  sequence(conversationId: string): Sequence<Event> | null {
    return this.watches_.get(conversationId)?.sequence ?? null;
  }

  /** A new socket was welcomed; with `void_` nothing held counts any more. */
  resume(void_: boolean): void {
    for (const [conversationId, watch] of this.watches_) {
      if (void_) watch.sequence.clear();
      this.settleFill(watch);
      watch.sequence.asked();
      this.ask(conversationId, watch);
    }
  }

  receive(run: Events): void {
    const watch = this.watches_.get(run.conversationId);
    if (!watch) return; // was unwatched while it was under way
    const { conversationId, afterSeq: after_seq, throughSeq: through_seq, events } = run;
    const merged = watch.sequence.merge({ after_seq, through_seq, events });
    if (merged.kind === 'gap') return this.fill(conversationId, watch);
    if (merged.kind === 'stale') return;
    this.settleFill(watch);
    const rebased = merged.kind === 'rebased';
    if (merged.events.length === 0 && !rebased) return;
    const floor = watch.sequence.floor;
    this.deliver_({ conversationId, events: merged.events, rebased, floor });
  }

  private fill(conversationId: string, watch: Watch): void {
    if (watch.fill !== null) return; // asked already; later live runs are contained in the answer
    this.ask(conversationId, watch);
    watch.fill = this.env_.timers.set(() => {
      watch.fill = null;
      watch.sequence.asked(); // the hub may not be able to fill it: take the newest page then
      this.ask(conversationId, watch);
    }, FILL_MS_MAX);
  }

  private settleFill(watch: Watch): void {
    this.env_.timers.clear(watch.fill);
    watch.fill = null;
  }

  private ask(conversationId: string, watch: Watch): void {
    const { present, sequence } = watch;
    const afterSeq = BigInt(sequence.through);
    this.send_({ case: 'watch', value: { conversationId, afterSeq, present, stop: false } });
  }

  private victim(): string {
    for (const [id, watch] of this.watches_) if (!watch.present) return id;
    return this.watches_.keys().next().value as string;
  }
}
