// All conversations the hub told of, the view that is shown in order, and the counts of every view.
// Changes are collected and applied with a frame, ten times a second at most; only what changed is moved.
import { FrameScheduler, type Scheduler } from './batch.ts';
import type { Conversation } from './model.ts';
import { OrderedList } from './order.ts';
import { type Expectation, Row } from './row.svelte.ts';
import {
  type Counts,
  defaultSort,
  emptyCounts,
  inView,
  type Sort,
  sortKey,
  type ViewName,
  viewNames,
} from './views.ts';

/** Beyond this many resolved ones the oldest are forgotten; search and contacts still find them. */
const RESOLVED_KEPT = 5000;

export type ChangeListener = (row: Row, before: Conversation | null) => void;

export class Conversations {
  readonly rows = new Map<string, Row>();
  /** What the list shows, in order. Replaced as a whole, never changed in place. */
  shown: readonly Row[] = $state.raw([]);
  counts: Counts = $state.raw(emptyCounts());
  /** How many are held, open or not. */
  size = $state(0);
  /** The list is complete: everything until now has been sent. */
  synced = $state(false);
  view: ViewName = $state('mine');
  queueId = $state('');
  sort: Sort = $state('due');
  /** Changes of order that wait because the pointer is on the list. */
  heldChanges = $state(0);

  private me = '';
  private readonly order = new OrderedList<Row>();
  private readonly pending = new Map<string, Conversation>();
  private readonly listeners = new Set<ChangeListener>();
  private scheduled = false;
  private holding = false;
  private tally: Counts = emptyCounts();

  constructor(private readonly scheduler: Scheduler = new FrameScheduler()) {}

  get(id: string): Row | undefined {
    return this.rows.get(id);
  }

  /** As they are shown. */
  *all(): Iterable<Conversation> {
    for (const row of this.rows.values()) yield row.data;
  }

  setMe(me: string): void {
    if (me === this.me) return;
    this.me = me;
    this.rebuild();
  }

  /** Takes summaries as they come; the latest of a conversation replaces the earlier. */
  receive(batch: readonly Conversation[]): void {
    for (const conversation of batch) this.pending.set(conversation.id, conversation);
    this.schedule();
  }

  /** Everything held is void. */
  reset(): void {
    this.rows.clear();
    this.pending.clear();
    this.synced = false;
    this.holding = false;
    this.rebuild();
  }

  onChange(listener: ChangeListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  show(view: ViewName, queueId = this.queueId, sort = defaultSort[view]): void {
    this.view = view;
    this.queueId = queueId;
    this.sort = sort;
    this.holding = false;
    this.rebuild();
  }

  expect(id: string, expectation: Expectation): void {
    this.change(id, (row) => row.expect(expectation));
  }

  done(id: string, commandId: string): void {
    this.change(id, (row) => row.done(commandId));
  }

  /** The command is off the table: what it was expected to do is not shown any more. */
  settle(id: string, commandId: string): void {
    this.change(id, (row) => row.settle(commandId));
  }

  /** Keeps the order as it is, so that nothing moves under the pointer. */
  hold(): void {
    this.holding = true;
  }

  release(): void {
    this.holding = false;
    if (this.heldChanges > 0) this.publish();
  }

  /** Applies what has been received. Called by itself, soon after something came. */
  flush(): void {
    this.scheduled = false;
    if (this.pending.size === 0) return;
    let moved = 0;
    for (const conversation of this.pending.values()) {
      const row = this.rows.get(conversation.id);
      const before = row ? row.data : null;
      const kept = row ?? new Row(conversation);
      if (row) row.confirm(conversation);
      else this.rows.set(conversation.id, kept);
      if (this.reckon(kept, before)) moved++;
      for (const listener of this.listeners) listener(kept, before);
    }
    this.pending.clear();
    this.forgetOldest();
    this.settleOrder(moved);
  }

  private change(id: string, how: (row: Row) => void): void {
    const row = this.rows.get(id);
    if (!row) return;
    const before = row.data;
    how(row);
    this.settleOrder(this.reckon(row, before) ? 1 : 0, true);
  }

  /** Brings counts and order up to one row; true when the order changed. */
  private reckon(row: Row, before: Conversation | null): boolean {
    if (before) this.count(before, -1);
    this.count(row.data, 1);
    return this.belongs(row.data)
      ? this.order.place(row, sortKey(row.data, this.sort))
      : this.order.remove(row.id);
  }

  private settleOrder(moved: number, own = false): void {
    this.publishCounts();
    if (moved === 0) return;
    if (this.holding && !own) this.heldChanges += moved;
    else this.publish();
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    this.scheduler.soon(() => this.flush());
  }

  private belongs(conversation: Conversation): boolean {
    return this.inQueue(conversation) && inView(this.view, conversation, this.me);
  }

  private inQueue(conversation: Conversation): boolean {
    return this.queueId === '' || conversation.queueId === this.queueId;
  }

  private count(conversation: Conversation, by: 1 | -1): void {
    if (!this.inQueue(conversation)) return;
    for (const view of viewNames) if (inView(view, conversation, this.me)) this.tally[view] += by;
  }

  private rebuild(): void {
    this.tally = emptyCounts();
    const entries = [];
    for (const row of this.rows.values()) {
      this.count(row.data, 1);
      if (this.belongs(row.data)) entries.push({ item: row, key: sortKey(row.data, this.sort) });
    }
    this.order.fill(entries);
    this.publishCounts();
    this.publish();
  }

  private forgetOldest(): void {
    if (this.rows.size - this.tally.all <= RESOLVED_KEPT || this.queueId !== '') return;
    const resolved = [...this.rows.values()].filter((row) => row.data.resolved);
    resolved.sort((a, b) => a.data.lastActivityMs - b.data.lastActivityMs);
    for (const row of resolved.slice(0, resolved.length - RESOLVED_KEPT)) {
      this.count(row.data, -1);
      this.order.remove(row.id);
      this.rows.delete(row.id);
    }
  }

  private publish(): void {
    this.heldChanges = 0;
    this.shown = this.order.items.slice();
  }

  private publishCounts(): void {
    this.size = this.rows.size;
    const same = viewNames.every((view) => this.counts[view] === this.tally[view]);
    if (!same) this.counts = { ...this.tally };
  }
}
