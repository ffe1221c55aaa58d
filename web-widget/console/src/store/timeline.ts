// Turns the events of a conversation, and what is still on its way to the hub, into what the thread shows:
// days, grouped messages, lines about what happened. Pure, and stable: an unchanged item is the same object
// as before, so only what changed is drawn again.

import type { Decision, Packet, Speaker, ThreadEvent } from './model.ts';
import { sameShallow } from './same.ts';
import { type Names, systemLine } from './systemLines.ts';

export type Delivery = 'waiting' | 'sending' | 'sent' | 'delivered' | 'read' | 'failed';

export interface MessageItem {
  kind: 'message';
  key: string;
  seq: number;
  atMs: number;
  by: Speaker;
  authorId: string;
  authorName: string;
  /** Written by the agent who looks at it. */
  mine: boolean;
  note: boolean;
  text: string;
  /** First and last of a run by the same author within a few minutes. */
  head: boolean;
  tail: boolean;
  /** How far an answer got; null for customers' messages and notes that are in. */
  delivery: Delivery | null;
  /** Shown in words under this message: the newest one of its state. */
  showDelivery: boolean;
  failure: string;
  /** Set while it is not settled: what Retry needs. */
  commandId: string;
}

export interface DayItem {
  kind: 'day';
  key: string;
  atMs: number;
}

export interface SystemItem {
  kind: 'system';
  key: string;
  atMs: number;
  icon: 'dot' | 'person' | 'queue' | 'transfer' | 'check' | 'reopen' | 'clock' | 'late';
  text: string;
  /** A reason or a note of whoever did it. */
  detail: string;
  subtle: boolean;
  /** Why it came to this agent. */
  decision: Decision | null;
  packet: Packet | null;
}

export type Item = MessageItem | DayItem | SystemItem;

/** A message of this agent that the hub has not settled. */
export interface Outgoing {
  commandId: string;
  text: string;
  note: boolean;
  atMs: number;
  delivery: 'waiting' | 'sending' | 'sent' | 'failed';
  failure: string;
}

export interface TimelineInput {
  events: readonly ThreadEvent[];
  outgoing: readonly Outgoing[];
  me: string;
  deliveredSeq: number;
  readSeq: number;
  names: Names;
}

const GROUP_MS = 5 * 60 * 1000;

export function buildTimeline(input: TimelineInput, previous: readonly Item[] = []): Item[] {
  const items: Item[] = [];
  const marks = watermarks(input);
  const settled = new Set<string>();
  let day = '';
  const add = (item: MessageItem | SystemItem) => {
    const thisDay = new Date(item.atMs).toDateString();
    if (thisDay !== day) {
      day = thisDay;
      items.push({ kind: 'day', key: `day ${thisDay}`, atMs: startOfDay(item.atMs) });
    }
    items.push(item);
  };
  for (const event of input.events) {
    if (event.body.kind === 'message') {
      settled.add(event.key);
      add(messageItem(event, event.body.text, event.body.note, input, marks));
      continue;
    }
    const line = systemLine(event, input.names);
    if (line) add(line);
  }
  for (const outgoing of input.outgoing) {
    if (!settled.has(outgoing.commandId)) add(outgoingItem(outgoing, input));
  }
  groupMessages(items);
  markDelivery(items);
  return keepIdentity(items, previous);
}

function watermarks({ events, deliveredSeq, readSeq }: TimelineInput) {
  let delivered = deliveredSeq;
  let read = readSeq;
  for (const { body } of events) {
    if (body.kind !== 'receipt' || body.side !== 'customer') continue;
    delivered = Math.max(delivered, body.deliveredSeq);
    read = Math.max(read, body.readSeq);
  }
  return { delivered: Math.max(delivered, read), read };
}

function messageItem(
  event: ThreadEvent,
  text: string,
  note: boolean,
  { me, names }: TimelineInput,
  marks: { delivered: number; read: number },
): MessageItem {
  const { actor } = event;
  const outward = actor.by === 'agent' && !note;
  const delivery =
    event.seq <= marks.read ? 'read' : event.seq <= marks.delivered ? 'delivered' : 'sent';
  return {
    kind: 'message',
    // The same key before and after the hub settled it, so that it does not jump or blink.
    key: event.key && actor.id === me ? event.key : `m${event.seq}`,
    seq: event.seq,
    atMs: event.atMs,
    by: actor.by,
    authorId: actor.id,
    authorName: (actor.by === 'agent' && names.agent(actor.id)) || actor.name,
    mine: actor.by === 'agent' && actor.id === me,
    note,
    text,
    head: true,
    tail: true,
    delivery: outward ? delivery : null,
    showDelivery: false,
    failure: '',
    commandId: '',
  };
}

function outgoingItem(outgoing: Outgoing, { me, names }: TimelineInput): MessageItem {
  return {
    kind: 'message',
    key: outgoing.commandId,
    seq: 0,
    atMs: outgoing.atMs,
    by: 'agent',
    authorId: me,
    authorName: names.agent(me),
    mine: true,
    note: outgoing.note,
    text: outgoing.text,
    head: true,
    tail: true,
    delivery: outgoing.delivery,
    showDelivery: false,
    failure: outgoing.failure,
    commandId: outgoing.commandId,
  };
}

function groupMessages(items: Item[]): void {
  for (let i = 1; i < items.length; i++) {
    const above = items[i - 1]!;
    const item = items[i]!;
    if (above.kind !== 'message' || item.kind !== 'message') continue;
    const together =
      above.by === item.by &&
      above.authorId === item.authorId &&
      above.note === item.note &&
      item.atMs - above.atMs < GROUP_MS;
    if (together) {
      above.tail = false;
      item.head = false;
    }
  }
}

/** Words under the newest message only, and under each that failed or is on its way. */
function markDelivery(items: Item[]): void {
  let newest = true;
  for (let i = items.length - 1; i >= 0; i--) {
    const item = items[i]!;
    if (item.kind !== 'message' || item.delivery === null) continue;
    item.showDelivery = newest || item.delivery === 'failed' || item.delivery === 'waiting';
    newest = false;
  }
}

function startOfDay(ms: number): number {
  return new Date(ms).setHours(0, 0, 0, 0);
}

function keepIdentity(items: Item[], previous: readonly Item[]): Item[] {
  if (previous.length === 0) return items;
  const before = new Map(previous.map((item) => [item.key, item]));
  return items.map((item) => {
    const old = before.get(item.key);
    return old && sameShallow(old, item) ? old : item;
  });
}
