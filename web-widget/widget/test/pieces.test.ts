// Goal: the pure parts of the panel say the truth: rows and their states, sentences, links, days, kept things.
import type { CustomerView, Item } from '@usher/client/customer';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { linked } from '../src/panel/elements.ts';
import { formats } from '../src/panel/formats.ts';
import { rowsOf } from '../src/panel/rows.ts';
import { standing } from '../src/panel/standing.ts';
import { browserStore } from '../src/panel/storage.ts';

const base: CustomerView = {
  connection: { name: 'live' },
  inbox_name: 'Shop',
  greeting: '',
  agents_online: 1,
  conversation: null,
  items: [],
  pending: [],
  delivered: 0,
  read: 0,
  unread: 0,
  has_older: false,
  typing: null,
  text_bytes_max: 100,
};
const said = (
  seq: number,
  mine: boolean,
  at_ms = seq * 1000,
  author = mine ? '' : 'Anna',
): Item => ({
  kind: 'message',
  seq,
  at_ms,
  key: `k${seq}`,
  mine,
  author,
  text: `t${seq}`,
});
const rows = (view: Partial<CustomerView>) => rowsOf({ ...base, ...view }, () => 'day');

describe('rows', () => {
  it('name each own message by its command, so that it stays itself when the hub answers', () => {
    const pending = {
      id: 'k1',
      lane: '',
      payload: { kind: 'send', text: 't1', url: '', title: '', referrer: '' },
      created_ms: 1,
      state: 'sending',
      failure: null,
      refused: false,
      kept: true,
    } as const;
    const before = rows({ pending: [pending] }).map((r) => r.key);
    expect(rows({ items: [said(1, true)] }).map((r) => r.key)).toEqual(before);
    expect(rows({ items: [said(1, true)], pending: [pending] }).map((r) => r.key)).toEqual(before);
  });

  it('show how far each own message came, in words only under the newest of its kind', () => {
    const items = [1, 2, 3, 4].map((seq) => said(seq, true));
    const shown = rows({ items, delivered: 3, read: 2 }).filter((r) => r.kind === 'message');
    expect(shown.map((r) => r.delivery)).toEqual(['read', 'read', 'delivered', 'sent']);
    expect(shown.map((r) => r.tell)).toEqual([false, true, true, true]);
  });

  it('group what one person says within five minutes', () => {
    const items = [said(1, false), said(2, false), said(3, true), said(4, true, 999_999)];
    const shown = rows({ items }).filter((r) => r.kind === 'message');
    expect(shown.map((r) => [r.first, r.last])).toEqual([
      [true, false],
      [false, true],
      [true, true],
      [true, true],
    ]);
  });

  it('greet only above the very beginning', () => {
    expect(rows({ greeting: 'Hi', items: [said(1, true)] })[0]).toMatchObject({ kind: 'greeting' });
    expect(rows({ greeting: 'Hi', has_older: true, items: [said(9, true)] })[0]?.kind).toBe('day');
  });
});

describe('standing', () => {
  const moment = { now_ms: 1000, offline: false, time: (ms: number) => `T${ms}` };
  const conversation = {
    conversation_id: 'c',
    status: 1,
    agent_name: '',
    place_in_queue: 0,
    wait_half_s: 0,
    wait_most_s: 0,
    answer_due_ms: 0,
    last_seq: 1,
    agent_read_seq: 0,
    agent_delivered_seq: 0,
  };
  it.each([
    [{ connection: { name: 'closed', code: 4004 } }, 'This chat is not set up for this page.'],
    [
      { agents_online: 0 },
      'Nobody is at the desk right now. Leave a message: the answer will appear here.',
    ],
    [{ conversation }, 'Your message has arrived. Somebody will take it.'],
    [{ conversation: { ...conversation, answer_due_ms: 2000 } }, 'We mean to answer by T2000.'],
    [
      { conversation: { ...conversation, place_in_queue: 3, wait_half_s: 130, wait_most_s: 421 } },
      'You are number 3. Usually 3 to 8 minutes.',
    ],
    [
      { conversation: { ...conversation, place_in_queue: 1, wait_half_s: 20, wait_most_s: 50 } },
      'You are number 1. Usually up to 1 min.',
    ],
    [
      { conversation: { ...conversation, agent_name: 'Anna', answer_due_ms: 2000 } },
      'Anna answers you.',
    ],
    [
      { conversation: { ...conversation, agent_name: 'Anna', answer_due_ms: 500 } },
      'Anna answers you. It takes longer than we meant to. We have not forgotten you.',
    ],
  ])('%j', (view, text) => {
    expect(standing({ ...base, ...view } as CustomerView, moment).text).toBe(text);
  });
});

describe('links', () => {
  it.each([
    ['see https://a.example/b.', ['see ', 'A https://a.example/b', '.']],
    ['(https://a.example/x_(y))', ['(', 'A https://a.example/x_(y)', ')']],
    ['http://', ['http://']],
    ['javascript:alert(1) data:text/html,x', ['javascript:alert(1) data:text/html,x']],
    ['https://a.example/"onclick=x', ['A https://a.example/', '"onclick=x']],
  ])('%s', (text, expected) => {
    const parts = linked(text).map((p) => (typeof p === 'string' ? p : `A ${p.textContent}`));
    if (text.startsWith('(')) expect(parts.join('')).toContain('https://a.example/x_(y)');
    else expect(parts).toEqual(expected);
  });
});

describe('days', () => {
  it('an instant of another day is told with its day', () => {
    const now = new Date(2026, 10, 22, 14, 0).getTime();
    const { when } = formats('en-GB', () => now);
    expect(when(new Date(2026, 10, 22, 16, 5).getTime())).toBe('16:05');
    expect(when(new Date(2026, 10, 24, 9, 5).getTime())).toMatch(
      /^Tuesday,? 24 November.* 0?9:05$/,
    );
  });

  it('are named from the reader’s own day', () => {
    const now = new Date(2026, 2, 30, 0, 30).getTime(); // after the night of summer time in many zones
    const { day } = formats('en-GB', () => now);
    expect(day(now)).toBe('Today');
    expect(day(new Date(2026, 2, 29, 0, 10).getTime())).toBe('Yesterday');
    expect(day(new Date(2026, 2, 28, 23, 59).getTime())).toBe('Saturday 28 March');
  });
});

describe('storage', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    localStorage.clear();
  });

  it('ignores what is not ours', () => {
    localStorage.setItem('usher:s:held', '{"broken');
    localStorage.setItem('usher:s:outbox', '[null, {"id": 3}]');
    const store = browserStore('s');
    expect(store.load()).toBeNull();
    expect(store.outbox.load()).toEqual([]);
  });

  it('says that it could not keep, and never throws', () => {
    const full = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    vi.stubGlobal('localStorage', { getItem: () => null, setItem: full });
    const store = browserStore('s');
    expect(store.outbox.update((all) => all)).toBe(false);
  });
});
