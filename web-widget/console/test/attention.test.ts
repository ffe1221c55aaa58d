// Goal: the agent is called for his own conversations and for those who wait, never for anything else.
import { beforeEach, expect, it } from 'vitest';
import { Attention } from '../src/store/attention.svelte.ts';
import { conversation, ME } from './build.ts';

let queues: string[];
let attention: Attention;
beforeEach(() => {
  queues = ['que_a'];
  attention = new Attention(
    () => ME,
    () => queues,
  );
});

it('for a new message in one of his own', () => {
  const before = conversation('1', { assigneeId: ME, unread: 1 });
  expect(attention.follow({ ...before, unread: 2 }, before)?.kind).toBe('message');
  expect(attention.follow({ ...before, unread: 0 }, before)).toBeNull();
});

it('for somebody who begins to wait in one of his queues, once', () => {
  const waits = conversation('1');
  expect(attention.follow(waits, null)?.kind).toBe('waiting');
  expect(attention.follow({ ...waits, unread: 2 }, waits)).toBeNull();
  expect(attention.follow(conversation('2', { queueId: 'que_b' }), null)).toBeNull();
});

it('for one that was given to him', () => {
  const before = conversation('1');
  expect(attention.follow({ ...before, assigneeId: ME }, before)?.kind).toBe('given');
});

it('not for conversations of others', () => {
  const before = conversation('1', { assigneeId: 'agt_other' });
  expect(attention.follow({ ...before, unread: 5 }, before)).toBeNull();
  expect(attention.ids.size).toBe(0);
});

it('and counts what wants him until it is read, taken or resolved', () => {
  attention.follow(conversation('1'), null);
  attention.follow(conversation('2', { assigneeId: ME, unread: 1 }), null);
  expect([...attention.ids]).toEqual(['1', '2']);
  attention.follow(conversation('1', { assigneeId: 'agt_other' }), null);
  attention.follow(conversation('2', { assigneeId: ME, unread: 0 }), null);
  expect(attention.ids.size).toBe(0);
});
