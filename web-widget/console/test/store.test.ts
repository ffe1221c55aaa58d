// Goal: after any interruption the console shows exactly what is true: it resumes by position, drops what is void,
// watches again what it watched, and goes to the log-in only when the hub says so.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Store } from '../src/store/store.svelte.ts';
import { FakeSocket } from './fakeHub.ts';

let store: Store;
const settled = () => vi.advanceTimersByTimeAsync(200);
const ids = () => store.conversations.shown.map((row) => row.id).sort();

beforeEach(async () => {
  vi.useFakeTimers();
  localStorage.clear();
  history.replaceState(null, '', '#mine');
  FakeSocket.all.length = 0;
  store = new Store({
    webSocket: FakeSocket as never,
    getTicket: async () => 't',
    random: () => 0,
  });
  store.session.who = {
    agent: { id: 'agt_me', display_name: 'Me', email: '', role: 'agent' },
    workspace: { id: 'wsp_1', name: 'Fern' },
  };
  store.session.state = 'in';
  store.start();
  await settled();
});
afterEach(() => {
  store.stop();
  vi.useRealTimers();
});

async function goLive(...conversations: string[]): Promise<void> {
  FakeSocket.last.open();
  FakeSocket.last.welcome();
  FakeSocket.last.conversations(7, ...conversations);
  FakeSocket.last.synced(7);
  await settled();
}

async function comeBack(how: { resyncRequired?: boolean; epoch?: string } = {}): Promise<void> {
  FakeSocket.last.drop(1006);
  await settled();
  FakeSocket.last.open();
  FakeSocket.last.welcome(how);
  await settled();
}

it('asks for everything first, and after a loss only for what came since', async () => {
  expect(store.conversations.synced).toBe(false);
  await goLive('a', 'b');
  expect(FakeSocket.last.said('hello')[0]).toMatchObject({ position: 0n, ticket: 't' });
  expect(store.conversations.synced).toBe(true);
  expect(ids()).toEqual(['a', 'b']);

  FakeSocket.last.conversations(9, 'c');
  await comeBack();
  expect(FakeSocket.last.said('hello')[0]).toMatchObject({ position: 9n, epoch: 'e1' });
  expect(ids()).toEqual(['a', 'b', 'c']);
  FakeSocket.last.conversations(12, 'd');
  FakeSocket.last.synced(12);
  await settled();
  expect(ids()).toEqual(['a', 'b', 'c', 'd']);
});

it('drops what the hub declares void', async () => {
  await goLive('a', 'b');
  await comeBack({ resyncRequired: true, epoch: 'e2' });
  expect(ids()).toEqual([]);
  expect(store.conversations.synced).toBe(false);
  FakeSocket.last.conversations(2, 'b');
  FakeSocket.last.synced(2);
  await settled();
  expect(ids()).toEqual(['b']);
});

it('watches the open conversation, and again after a loss from where it was', async () => {
  await goLive('a');
  store.open('a');
  expect(FakeSocket.last.said('watch').at(-1)).toMatchObject({
    conversationId: 'a',
    present: true,
  });
  const events = [{ seq: 1n, body: { case: 'conversationResolved' as const, value: {} } }];
  FakeSocket.last.tell({
    case: 'events',
    value: { conversationId: 'a', afterSeq: 0n, throughSeq: 1n, events },
  });
  expect(store.threads.current?.events.map((e) => e.seq)).toEqual([1]);
  await comeBack();
  expect(FakeSocket.last.said('watch')).toMatchObject([
    { conversationId: 'a', afterSeq: 1n, present: true },
  ]);
});

it('shows a message at once, keeps it while the line is down, and sends it under the same id', async () => {
  await goLive('a');
  store.open('a');
  store.commands.say('a', 'hello', false);
  const first = FakeSocket.last.said('send')[0];
  expect(store.outgoing.of('a')).toMatchObject([{ text: 'hello', delivery: 'sending' }]);
  FakeSocket.last.drop(1006);
  expect(store.outgoing.of('a')).toMatchObject([{ delivery: 'waiting' }]);
  await settled();
  FakeSocket.last.open();
  FakeSocket.last.welcome();
  await settled();
  const again = FakeSocket.last.said('send')[0];
  expect(again?.commandId).toBe(first?.commandId);
  FakeSocket.last.tell({ case: 'done', value: { commandId: String(first?.commandId) } });
  expect(store.outgoing.of('a')).toEqual([]);
});

it('calls a short loss reconnecting and a long one offline', async () => {
  await goLive('a');
  expect(store.link.state).toBe('live');
  FakeSocket.last.drop(1006);
  expect(store.link.state).toBe('reconnecting');
  await vi.advanceTimersByTimeAsync(9_000);
  expect(store.link.state).toBe('offline');
  FakeSocket.last.open();
  FakeSocket.last.welcome();
  expect(store.link.state).toBe('live');
});

it('goes to the log-in when the session has ended, with nothing of it left', async () => {
  await goLive('a');
  FakeSocket.last.drop(4013);
  await settled();
  expect(store.session.state).toBe('out');
  expect(store.session.message).toContain('ended');
  expect(ids()).toEqual([]);
  expect(store.team.agents.size).toBe(0);
});

it('forgets typing as soon as the message is there', async () => {
  await goLive('a');
  store.open('a');
  const actor = { role: 1, actorId: 'ctc_1' };
  FakeSocket.last.tell({ case: 'typing', value: { conversationId: 'a', actor, state: 1 } });
  expect(store.others.customerTyping('a')).toBe(true);
  const message = { case: 'message' as const, value: { parts: [] } };
  const events = [{ seq: 1n, actor, body: message }];
  FakeSocket.last.tell({
    case: 'events',
    value: { conversationId: 'a', afterSeq: 0n, throughSeq: 1n, events },
  });
  expect(store.others.customerTyping('a')).toBe(false);
});

it('steps through the list, and from one that left it to the one in its place', async () => {
  await goLive('a', 'b', 'c');
  const [first, second, third] = store.conversations.shown.map((row) => row.id);
  store.step(1);
  expect(store.place.conversationId).toBe(first);
  store.step(1);
  expect(store.place.conversationId).toBe(second);
  store.resolveAndNext();
  expect(store.place.conversationId).toBe(third);
  expect(ids()).not.toContain(second);
});
