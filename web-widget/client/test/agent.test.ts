// Goal: a console sees every conversation it watches without gap or double, resumes lists by position, and each
// thing an agent does happens once, with its outcome told.
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAgentClient, Presence, Role, TypingState } from '../src/agent.ts';
import { AgentFramesSchema, AgentServerFramesSchema } from '../src/gen/usher/v1/agent_pb.ts';
import { FakeSocket } from './fakesocket.ts';

type Frames = NonNullable<Parameters<typeof create<typeof AgentServerFramesSchema>>[1]>['frames'];
type Body = NonNullable<NonNullable<Frames>[number]['body']>;

function toAgent(...bodies: Body[]) {
  const batch = create(AgentServerFramesSchema, { frames: bodies.map((body) => ({ body })) });
  FakeSocket.last.receives(toBinary(AgentServerFramesSchema, batch));
}
const fromAgent = (socket = FakeSocket.last) =>
  socket.sent.flatMap((data) => fromBinary(AgentFramesSchema, data).frames.map((f) => f.body));
const framesOf = (kind: string) =>
  fromAgent().flatMap((f) =>
    f.case === kind ? [f.value as unknown as Record<string, unknown>] : [],
  );
const welcome = (epoch = 'e1', resyncRequired = false): Body => ({
  case: 'welcome',
  value: { agentId: 'agt_1', epoch, serverMs: BigInt(Date.now() + 5_000), resyncRequired },
});
const synced = (position: number): Body => ({
  case: 'synced',
  value: { position: BigInt(position) },
});
const events = (after: number, through: number, seqs: number[], key = ''): Body => ({
  case: 'events',
  value: {
    conversationId: 'cnv_1',
    afterSeq: BigInt(after),
    throughSeq: BigInt(through),
    events: seqs.map((seq) => ({ seq: BigInt(seq), eventKey: key, conversationId: 'cnv_1' })),
  },
});

let tickets = 0;
function make() {
  tickets = 0;
  return createAgentClient({
    url: 'ws://hub/ws/agent',
    getTicket: async () => {
      tickets += 1;
      return `t${tickets}`;
    },
    webSocket: FakeSocket,
    random: () => 0.5,
  });
}
async function live(client = make(), first = welcome()) {
  client.connect();
  await vi.advanceTimersByTimeAsync(0);
  FakeSocket.last.opens();
  toAgent(first);
  return client;
}
async function comeBack(first = welcome()) {
  await vi.advanceTimersByTimeAsync(500);
  FakeSocket.last.opens();
  toAgent(first);
}
function seen(client: ReturnType<typeof make>) {
  let held: number[] = [];
  client.on('events', (run) => {
    if (run.rebased) held = [];
    held.push(...run.events.map((e) => e.seq));
  });
  return () => held;
}

beforeEach(() => {
  vi.useFakeTimers({ now: 1_760_000_000_000 });
  FakeSocket.all = [];
});
afterEach(() => vi.useRealTimers());

describe('hello', () => {
  it('shows a fresh ticket on each attempt and resumes lists by the synced position', async () => {
    const client = await live();
    expect(client.serverNow()).toBe(Date.now() + 5_000);
    const { id } = client.send({ conversationId: 'cnv_1', text: 'x' });
    expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(Date.now() + 5_000);
    toAgent({ case: 'conversationsChanged', value: { conversations: [], position: 5n } });
    FakeSocket.last.closes(1006); // not synced yet: nothing to resume from
    await comeBack();
    expect(framesOf('hello')[0]).toMatchObject({ ticket: 't2', position: 0n, epoch: 'e1' });
    toAgent(synced(9), { case: 'agentsChanged', value: { agents: [], position: 12n } });
    FakeSocket.last.closes(1012);
    await comeBack();
    expect(framesOf('hello')[0]).toMatchObject({ ticket: 't3', position: 12n });
  });

  it('stops when nobody is logged in', async () => {
    const client = createAgentClient({
      url: 'ws://hub/ws/agent',
      getTicket: async () => null,
      webSocket: FakeSocket,
    });
    client.connect();
    await vi.advanceTimersByTimeAsync(0);
    expect(client.state.current).toEqual({ name: 'closed', code: 4013 });
    expect(FakeSocket.all).toHaveLength(0);
  });

  it('tells that all is void when the hub says so or has another epoch', async () => {
    const client = make();
    const voids: boolean[] = [];
    client.on('welcome', (frame) => voids.push(frame.resyncRequired));
    await live(client);
    toAgent(synced(9));
    FakeSocket.last.closes(1012);
    await comeBack(welcome('e2'));
    FakeSocket.last.closes(1012);
    await comeBack(welcome('e2', true));
    expect(voids).toEqual([false, true, true]);
  });
});

describe('lists', () => {
  it('come as plain values with numbers', async () => {
    const client = make();
    const got: unknown[] = [];
    client.on('conversations', (list) => got.push(...list));
    await live(client);
    const summary = {
      conversationId: 'cnv_1',
      lastSeq: 7n,
      clocks: [{ dueMs: 1_760_000_000_123n }],
    };
    toAgent({ case: 'conversationsChanged', value: { conversations: [summary], position: 1n } });
    expect(got).toMatchObject([{ lastSeq: 7, clocks: [{ dueMs: 1_760_000_000_123 }] }]);
  });
});

describe('watching', () => {
  it('asks for the newest page, then for what follows after a lost connection', async () => {
    const client = await live();
    const held = seen(client);
    client.watch('cnv_1', { present: true });
    expect(framesOf('watch')[0]).toMatchObject({ afterSeq: 0n, present: true, stop: false });
    toAgent(events(3, 5, [4, 5]));
    FakeSocket.last.closes(1006);
    await comeBack();
    expect(framesOf('watch')[0]).toMatchObject({ afterSeq: 5n, present: true });
    toAgent(events(5, 7, [6, 7]));
    expect(held()).toEqual([4, 5, 6, 7]);
  });

  it('fills a gap by asking again, and no live run in between makes a hole or a double', async () => {
    const client = await live();
    const held = seen(client);
    client.watch('cnv_1');
    toAgent(events(0, 2, [1, 2]), events(3, 4, [4]), events(4, 5, [5]));
    expect(held()).toEqual([1, 2]);
    expect(framesOf('watch')).toHaveLength(2);
    expect(framesOf('watch')[1]).toMatchObject({ afterSeq: 2n });
    toAgent(events(2, 5, [3, 4, 5]), events(5, 6, [6]));
    expect(held()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('takes the newest page when a gap is not filled in 3 s', async () => {
    const client = await live();
    const held = seen(client);
    client.watch('cnv_1');
    toAgent(events(0, 2, [1, 2]), events(600, 601, [601]));
    await vi.advanceTimersByTimeAsync(3_000);
    toAgent(events(600, 602, [601, 602]));
    expect(held()).toEqual([601, 602]);
  });

  it('starts over when what is held became void', async () => {
    const client = await live();
    const held = seen(client);
    client.watch('cnv_1');
    toAgent(events(0, 2, [1, 2]));
    FakeSocket.last.closes(1012);
    await comeBack(welcome('e2', true));
    expect(framesOf('watch')[0]).toMatchObject({ afterSeq: 0n });
    toAgent(events(0, 1, [1]));
    expect(held()).toEqual([1]);
  });

  it('watches at most 64 at once and hears nothing of what it left', async () => {
    const client = await live();
    const held = seen(client);
    client.watch('cnv_1');
    for (let i = 2; i <= 65; i += 1) client.watch(`cnv_${i}`);
    expect(framesOf('watch').filter((w) => w.stop)).toMatchObject([{ conversationId: 'cnv_1' }]);
    toAgent(events(0, 1, [1]));
    expect(held()).toEqual([]);
  });

  it('loads older pages that join without a double', async () => {
    const client = await live();
    client.watch('cnv_1');
    toAgent(events(50, 52, [51, 52]));
    const page = client.history('cnv_1', 51);
    await expect(client.history('cnv_1', 51)).rejects.toThrow('already loading');
    const run = events(48, 51, [49, 50, 51]).value as object;
    toAgent({ case: 'historyPage', value: { page: run, complete: false } });
    expect((await page).events.map((e) => e.seq)).toEqual([49, 50]);
  });

  it('does not wait for history for ever', async () => {
    const client = await live();
    const [slow, cut] = [client.history('a', 9), client.history('b', 9)];
    const results = Promise.allSettled([slow, cut]);
    FakeSocket.last.closes(1006);
    expect((await results).map((r) => r.status)).toEqual(['rejected', 'rejected']);
    await expect(client.history('a', 9)).rejects.toThrow('offline');
  });
});

describe('commands', () => {
  it('a message is settled by its event', async () => {
    const client = await live();
    client.watch('cnv_1');
    toAgent(events(0, 1, [1]));
    const handle = client.send({ conversationId: 'cnv_1', text: 'hello' });
    expect(client.pending('cnv_1')).toMatchObject([{ id: handle.id, state: 'sending' }]);
    toAgent({ case: 'accepted', value: { commandIds: [handle.id] } });
    expect(client.pending('cnv_1')).toMatchObject([{ state: 'sent' }]);
    toAgent(events(1, 2, [2], handle.id));
    expect(await handle.outcome).toEqual({ ok: true, seq: 2 });
    expect(client.pending('cnv_1')).toEqual([]);
  });

  it('is settled by Done, or told why not by Rejected', async () => {
    const client = await live();
    const assign = client.assign('cnv_1', 'agt_1');
    const resolve = client.resolve('cnv_2');
    toAgent(
      { case: 'done', value: { commandId: assign.id, seq: 4n } },
      {
        case: 'rejected',
        value: { commandId: resolve.id, code: 'already_resolved', text: 'It is.' },
      },
    );
    expect(await assign.outcome).toEqual({ ok: true, seq: 4 });
    expect(await resolve.outcome).toEqual({ ok: false, code: 'already_resolved', text: 'It is.' });
    expect(client.pending('cnv_2')).toEqual([]);
  });

  it('keeps a refused message until the agent sends it again or drops it', async () => {
    const client = await live();
    const { id, outcome } = client.send({ conversationId: 'cnv_1', text: 'x' });
    toAgent({ case: 'rejected', value: { commandId: id, code: 'unavailable', text: 'Not now.' } });
    expect(await outcome).toMatchObject({ ok: false });
    expect(client.pending('cnv_1')).toMatchObject([{ id, state: 'failed' }]);
    const again = client.retry(id)!;
    expect(again.id).not.toBe(id);
    toAgent({ case: 'done', value: { commandId: again.id, seq: 9n } });
    expect(await again.outcome).toEqual({ ok: true, seq: 9 });
  });

  it('is sent again unchanged after a lost connection', async () => {
    const client = await live();
    client.send({ conversationId: 'cnv_1', text: 'secret', note: true });
    client.setPresence(Presence.AWAY);
    const before = fromAgent().slice(1);
    FakeSocket.last.closes(1006);
    await comeBack();
    expect(fromAgent().slice(1)).toEqual(before);
    expect(before[0]).toMatchObject({ case: 'send', value: { privateNote: true } });
  });
});

describe('signals', () => {
  const actor = { role: Role.CONTACT, actorId: 'ctc_1' };

  it('typing and viewing end by themselves', async () => {
    const client = make();
    const got: unknown[] = [];
    client.on('typing', (t) => got.push(t.state));
    client.on('viewing', (v) => got.push(v.viewing));
    await live(client);
    toAgent(
      { case: 'typing', value: { conversationId: 'cnv_1', actor, state: TypingState.TYPING } },
      { case: 'viewing', value: { conversationId: 'cnv_1', actor, viewing: true } },
    );
    await vi.advanceTimersByTimeAsync(6_000);
    expect(got).toEqual([TypingState.TYPING, true, TypingState.STOPPED]);
    toAgent({ case: 'viewing', value: { conversationId: 'cnv_1', actor, viewing: true } });
    await vi.advanceTimersByTimeAsync(44_999);
    expect(got).toHaveLength(4);
    await vi.advanceTimersByTimeAsync(1);
    expect(got.at(-1)).toBe(false);
  });

  it('reads are told at most every 300 ms, the furthest only', async () => {
    const client = await live();
    for (const seq of [3, 5, 4, 6]) client.markRead('cnv_1', seq);
    await vi.advanceTimersByTimeAsync(300);
    expect(framesOf('receipt').map((r) => r.readSeq)).toEqual([3n, 6n]);
  });
});
