// Goal: a thread reads as it happened: grouped, in days, each answer with how far it got, nothing twice.
import { describe, expect, it } from 'vitest';
import { buildTimeline, type MessageItem, type Outgoing } from '../src/store/timeline.ts';
import { clock, event, ME, MINUTE, message } from './build.ts';

const names = {
  agent: (id: string) => ({ [ME]: 'Maria', agt_other: 'Jonas' })[id] ?? '',
  queue: (id: string) => (id === 'que_a' ? 'Support' : ''),
};
const base = { outgoing: [], me: ME, deliveredSeq: 0, readSeq: 0, names };
const outgoing = (commandId: string, with_: Partial<Outgoing> = {}): Outgoing => ({
  commandId,
  text: 'on its way',
  note: false,
  atMs: 9000,
  delivery: 'sending',
  failure: '',
  ...with_,
});
const messages = (items: ReturnType<typeof buildTimeline>) =>
  items.filter((item): item is MessageItem => item.kind === 'message');
const lines = (items: ReturnType<typeof buildTimeline>) =>
  items.flatMap((item) => (item.kind === 'system' ? [item.text] : []));

describe('messages', () => {
  it('of one author within minutes are one group', () => {
    const far = { ...message(4, 'customer', 'd'), atMs: 3000 + 6 * MINUTE };
    const events = [
      message(1, 'customer', 'a'),
      message(2, 'customer', 'b'),
      message(3, 'me', 'c'),
      far,
    ];
    const shape = messages(buildTimeline({ ...base, events })).map((m) => [m.text, m.head, m.tail]);
    expect(shape).toEqual([
      ['a', true, false],
      ['b', false, true],
      ['c', true, true],
      ['d', true, true],
    ]);
  });

  it('a note never joins a group with replies', () => {
    const events = [message(1, 'me', 'a'), message(2, 'me', 'secret', true), message(3, 'me', 'b')];
    expect(messages(buildTimeline({ ...base, events })).every((m) => m.head && m.tail)).toBe(true);
  });

  it('are sent, delivered, read by what the customer acknowledged', () => {
    const events = [
      message(1, 'me', 'a'),
      message(2, 'me', 'b'),
      message(3, 'me', 'c'),
      message(4, 'me', 'n', true),
    ];
    const items = buildTimeline({ ...base, events, deliveredSeq: 2, readSeq: 1 });
    expect(messages(items).map((m) => m.delivery)).toEqual(['read', 'delivered', 'sent', null]);
    expect(messages(items).map((m) => m.showDelivery)).toEqual([false, false, true, false]);
    const receipt = event(5, 'customer', {
      kind: 'receipt',
      side: 'customer',
      deliveredSeq: 3,
      readSeq: 3,
    });
    const later = buildTimeline({
      ...base,
      events: [...events, receipt],
      deliveredSeq: 2,
      readSeq: 1,
    });
    expect(messages(later).map((m) => m.delivery)).toEqual(['read', 'read', 'read', null]);
  });
});

describe('a message on its way', () => {
  it('stands at the end, and is replaced in place by what the log says', () => {
    const before = buildTimeline({
      ...base,
      events: [message(1, 'customer', 'a')],
      outgoing: [outgoing('k1')],
    });
    const mine = messages(before).at(-1)!;
    expect(mine).toMatchObject({ key: 'k1', delivery: 'sending', mine: true });
    const events = [message(1, 'customer', 'a'), message(2, 'me', 'on its way', false, 'k1')];
    const after = buildTimeline({ ...base, events, outgoing: [outgoing('k1')] }, before);
    expect(messages(after).map((m) => m.key)).toEqual(['m1', 'k1']);
    expect(messages(after).at(-1)).toMatchObject({ seq: 2, delivery: 'sent' });
  });

  it('that failed says why', () => {
    const failed = outgoing('k1', { delivery: 'failed', failure: 'Too long.' });
    const items = messages(
      buildTimeline({ ...base, events: [], outgoing: [failed, outgoing('k2')] }),
    );
    expect(items[0]).toMatchObject({
      delivery: 'failed',
      failure: 'Too long.',
      showDelivery: true,
    });
  });
});

describe('lines', () => {
  it('tell what happened and who did it', () => {
    const events = [
      event(1, 'customer', { kind: 'opened' }),
      event(2, 'system', { kind: 'queued', queueId: 'que_a', reason: '' }),
      event(3, 'system', {
        kind: 'assigned',
        agentId: ME,
        agentName: 'Maria',
        reason: 'least load',
      }),
      event(4, 'me', { kind: 'assigned', agentId: ME, agentName: 'Maria', reason: '' }),
      event(5, 'other', { kind: 'assigned', agentId: ME, agentName: 'Maria', reason: '' }),
      event(6, 'me', { kind: 'assigned', agentId: '', agentName: '', reason: '' }),
      event(7, 'me', { kind: 'transferred', queueId: 'que_a', agentId: '', note: 'hello' }),
      event(8, 'me', { kind: 'resolved' }),
      event(9, 'customer', { kind: 'reopened', reason: 'message' }),
    ];
    expect(lines(buildTimeline({ ...base, events }))).toEqual([
      'Conversation opened',
      'Waiting in Support',
      'Assigned to Maria',
      'Maria took it',
      'Jonas assigned it to Maria',
      'Maria put it back into the queue',
      'Maria transferred it to Support',
      'Maria resolved it',
      'Reopened by a new message',
    ]);
  });

  it('tell promises kept and broken, not those that only began', () => {
    const stopped = (seq: number, c: ReturnType<typeof clock>) =>
      event(seq, 'system', { kind: 'clockStopped', clock: c });
    const events = [
      event(1, 'system', { kind: 'clockStarted', clock: clock(5 * MINUTE) }),
      stopped(2, clock(5 * MINUTE, { state: 'met', endedMs: 3 * MINUTE })),
      stopped(3, clock(5 * MINUTE, { state: 'missed', target: 'next' })),
      stopped(4, clock(5 * MINUTE, { state: 'missed', target: 'next', endedMs: 8 * MINUTE })),
    ];
    expect(lines(buildTimeline({ ...base, events }))).toEqual([
      'First response on time, after 3 m',
      'Next response target of 5 m missed',
      'Next response late, after 8 m',
    ]);
  });
});

it('keeps unchanged items the same objects, so that only what changed is drawn again', () => {
  const events = [message(1, 'customer', 'a'), message(2, 'me', 'b')];
  const before = buildTimeline({ ...base, events });
  const after = buildTimeline(
    { ...base, events: [...events, message(3, 'customer', 'c')] },
    before,
  );
  expect(after.slice(0, 3).every((item, i) => item === before[i])).toBe(true);
});

it('puts a heading before each day', () => {
  const day = 24 * 60 * MINUTE;
  const events = [0, 1, 3].map((d, i) => ({
    ...message(i + 1, 'customer', 'x'),
    atMs: d * day + day / 2,
  }));
  expect(buildTimeline({ ...base, events }).filter((item) => item.kind === 'day')).toHaveLength(3);
});
