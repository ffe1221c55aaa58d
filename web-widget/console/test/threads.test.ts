// Goal: the hub is told exactly what is watched and who looks; events of open and kept threads are never mixed.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Threads, type WatchClient } from '../src/store/threads.svelte.ts';
import { message } from './build.ts';

let said: string[];
let page: { events: never[]; complete: boolean } | Error;
let threads: Threads;
const client = {
  watch: (id: string, { present = false } = {}) =>
    said.push(`watch ${id}${present ? ' present' : ''}`),
  unwatch: (id: string) => said.push(`unwatch ${id}`),
  history: async () => {
    if (page instanceof Error) throw page;
    return page;
  },
} as unknown as WatchClient;

beforeEach(() => {
  said = [];
  threads = new Threads(() => client);
});

afterEach(() => vi.unstubAllGlobals());

it('one is present in the open conversation only, the last ones stay watched', () => {
  threads.open('a');
  threads.open('b');
  expect(said).toEqual(['watch a present', 'watch a', 'watch b present']);
  threads.open('b');
  expect(said).toHaveLength(3);
  threads.close();
  expect(said.at(-1)).toBe('watch b');
});

it('nobody is present while he looks elsewhere', () => {
  threads.open('a');
  threads.look(false);
  threads.open('b');
  threads.look(true);
  expect(said).toEqual(['watch a present', 'watch a', 'watch a', 'watch b', 'watch b present']);
});

it('watches a bounded number, the least recently opened goes', () => {
  for (let i = 0; i < 14; i++) threads.open(`c${i}`);
  expect(said.filter((line) => line.startsWith('unwatch'))).toEqual(['unwatch c0', 'unwatch c1']);
  expect(threads.get('c0')).toBeUndefined();
  threads.open('c2');
  threads.open('new');
  expect(said.at(-1)).toBe('unwatch c3');
});

it('appends runs, and starts over when the client says so', () => {
  threads.open('a');
  const thread = threads.current!;
  threads.receive({
    conversationId: 'a',
    events: [message(5, 'me', 'x')],
    rebased: true,
    floor: 4,
  });
  threads.receive({
    conversationId: 'a',
    events: [message(6, 'me', 'y')],
    rebased: false,
    floor: 4,
  });
  threads.receive({
    conversationId: 'other',
    events: [message(1, 'me', 'z')],
    rebased: true,
    floor: 0,
  });
  expect(thread.events.map((e) => e.seq)).toEqual([5, 6]);
  expect(thread.hasOlder).toBe(true);
  threads.receive({
    conversationId: 'a',
    events: [message(90, 'me', 'n')],
    rebased: true,
    floor: 0,
  });
  expect(thread.events.map((e) => e.seq)).toEqual([90]);
  expect(thread.hasOlder).toBe(false);
});

it('a failed page can be asked for again', async () => {
  threads.open('a');
  const thread = threads.current!;
  threads.receive({
    conversationId: 'a',
    events: [message(9, 'me', 'x')],
    rebased: true,
    floor: 8,
  });
  page = new Error('offline');
  expect(await threads.loadOlder(thread)).toBe(false);
  expect(thread).toMatchObject({ olderFailed: true, loadingOlder: false, hasOlder: true });
  page = { events: [], complete: true };
  await threads.loadOlder(thread);
  expect(thread).toMatchObject({ olderFailed: false, hasOlder: false });
});

it('what the hub no longer holds is read from the archive, page by page', async () => {
  const asked: string[] = [];
  const stored = (seq: number) => ({
    seq: String(seq),
    occurredMs: '5',
    actor: { role: 'CONTACT', actorId: 'ctc_1', profile: { displayName: 'Elena' } },
    message: { parts: [{ text: { text: `number ${seq}` } }] },
  });
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path);
    const older = path.includes('before=');
    return new Response(JSON.stringify({ events: [stored(older ? 1 : 2)], complete: older }));
  });
  threads.open('cnv_old');
  const thread = threads.current!;
  await threads.missing();
  expect(thread).toMatchObject({
    archived: true,
    missing: false,
    hasOlder: true,
    customerName: 'Elena',
  });
  await threads.loadOlder(thread);
  expect(thread.events.map((e) => e.body)).toEqual([
    { kind: 'message', text: 'number 1', note: false },
    { kind: 'message', text: 'number 2', note: false },
  ]);
  expect(thread.hasOlder).toBe(false);
  expect(asked).toEqual([
    '/api/v1/conversations/cnv_old/events?limit=50',
    '/api/v1/conversations/cnv_old/events?limit=50&before=2',
  ]);
});

it('what nobody knows is said to be missing', async () => {
  vi.stubGlobal('fetch', async () => new Response('{}', { status: 404 }));
  threads.open('cnv_never');
  await threads.missing();
  expect(threads.current).toMatchObject({ missing: true, archived: false });
});
