// What a customer's client holds of his conversation: lines in order, receipts, who he is to the hub. Kept over
// reloads by an injected store. Changes only through these methods; CustomerClient owns it, the widget reads it.
import { type Event, type Item, itemOf, type Marks, Role } from './customercodec.ts';
import { type Run, Sequence } from './ordering.ts';
import type { OutboxStore } from './outbox.ts';

export type CustomerCommand =
  | { kind: 'send'; text: string; url: string; title: string; referrer: string }
  | { kind: 'update'; name: string; email: string };

/** What survives the page. */
export interface Held {
  token: string; // base64; who this browser is to the hub
  contact_id: string;
  epoch: string;
  conversation_id: string;
  open: boolean; // begun and not resolved: worth connecting for
  floor: number;
  through: number;
  items: Item[];
  theirs: Marks; // how far an agent received and read
  read: number; // how far the customer did
}

export interface CustomerStore {
  load(): Held | null;
  /** Never throws; what cannot be kept is lost with the page. */
  save(held: Held): void;
  clear(): void;
  outbox: OutboxStore<CustomerCommand>;
}

export const KEPT_ITEMS_MAX = 200;
export const SHOWN_ITEMS_MAX = 2_000;

const nothing = (): Held => ({
  token: '',
  contact_id: '',
  epoch: '',
  conversation_id: '',
  open: false,
  floor: 0,
  through: 0,
  items: [],
  theirs: { delivered: 0, read: 0 },
  read: 0,
});

export class CustomerState {
  held: Held = nothing();
  /** He wrote something, now or on an earlier visit. */
  engaged = false;
  private readonly sequence_ = new Sequence<Event>();

  constructor(private readonly store_: CustomerStore) {
    this.reload();
  }

  get through(): number {
    return this.sequence_.through;
  }
  get hasOlder(): boolean {
    return this.sequence_.started && this.sequence_.floor > 0;
  }
  get floor(): number {
    return this.sequence_.floor;
  }
  get unread(): number {
    return this.held.items.filter((i) => i.kind === 'message' && !i.mine && i.seq > this.held.read)
      .length;
  }

  /** Sequence number of the newest message from the other side; 0 when there is none. */
  get lastTheirs(): number {
    return this.held.items.findLast((i) => i.kind === 'message' && !i.mine)?.seq ?? 0;
  }

  /** Takes what the store holds; true when that is another person than before. */
  reload(): boolean {
    const before = this.held.contact_id;
    const stored = this.store_.load();
    this.held = stored ?? nothing();
    this.engaged = stored !== null;
    this.sequence_.clear();
    this.sequence_.restore(this.held.floor, this.held.through);
    return this.held.contact_id !== before;
  }

  /** Writes what is held. Nothing is written about a visitor who only looked. */
  save(): void {
    if (this.held.token === '' || !this.engaged) return;
    const { items } = this.held;
    const cut = items[items.length - KEPT_ITEMS_MAX - 1];
    this.store_.save({
      ...this.held,
      floor: cut ? Math.max(cut.seq, this.sequence_.floor) : this.sequence_.floor,
      through: this.sequence_.through,
      items: items.slice(-KEPT_ITEMS_MAX),
    });
  }

  /** Forgets the conversation, but not who the customer is. */
  dropHistory(): void {
    const { token, contact_id, epoch } = this.held;
    this.held = { ...nothing(), token, contact_id, epoch };
    this.sequence_.clear();
  }

  /** Forgets everything, here and in the store. */
  forget(): void {
    this.held = nothing();
    this.engaged = false;
    this.sequence_.clear();
    this.store_.clear();
  }

  /** A hello was sent that says how far we are. */
  asked(): void {
    this.sequence_.asked();
  }

  /** False when something is missing before this run: then nothing of it was taken. */
  merge(run: Run<Event>): boolean {
    const merged = this.sequence_.merge(run);
    if (merged.kind === 'gap') return false;
    if (merged.kind === 'stale') return true;
    if (merged.kind === 'rebased') this.held.items = [];
    this.held.items.push(...this.take(merged.events));
    const excess = this.held.items.length - SHOWN_ITEMS_MAX;
    if (excess > 0) {
      const dropped = this.held.items.splice(0, excess).at(-1);
      if (dropped) this.sequence_.forgetThrough(dropped.seq);
    }
    return true;
  }

  prepend(run: Run<Event>, complete: boolean): boolean {
    const events = this.sequence_.prepend(run, complete);
    if (events) this.held.items.unshift(...this.take(events));
    return events !== null;
  }

  private take(events: Event[]): Item[] {
    const items: Item[] = [];
    for (const event of events) {
      const receipt = event.receipt_advanced;
      if (receipt?.side === Role.AGENT) this.theirMarks(receipt.delivered_seq, receipt.read_seq);
      if (receipt?.side === Role.CONTACT) this.markRead(receipt.read_seq);
      const item = itemOf(event);
      if (item) items.push(item);
    }
    return items;
  }

  theirMarks(delivered: number, read: number): void {
    const { theirs } = this.held;
    theirs.delivered = Math.max(theirs.delivered, delivered, read);
    theirs.read = Math.max(theirs.read, read);
  }

  /** True when that is further than before. */
  markRead(seq: number): boolean {
    if (seq <= this.held.read) return false;
    this.held.read = seq;
    return true;
  }
}
