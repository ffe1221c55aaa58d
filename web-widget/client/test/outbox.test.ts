// Goal: a command reaches the hub once and in order, however often the link breaks, and its state is told truly.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { environmentWith } from '../src/environment.ts';
import { OUTBOX_COUNT_MAX, Outbox, type OutboxStore, type Pending } from '../src/outbox.ts';

let live = true;
let took: { id: string; payload: string }[] = [];
let accepts = true;
let ahead_ms = 0; // how far our own clock is ahead of the hub's

function memoryStore(): OutboxStore<string> & { entries: Pending<string>[] } {
  const store = {
    entries: [] as Pending<string>[],
    load: () => structuredClone(store.entries),
    update: (change: (stored: Pending<string>[]) => Pending<string>[]) => {
      store.entries = structuredClone(change(store.entries));
      return true;
    },
  };
  return store;
}
function make(store?: OutboxStore<string>) {
  return new Outbox<string>(
    {
      transmit: (entry) => {
        if (accepts) took.push({ id: entry.id, payload: entry.payload });
        return accepts;
      },
      isLive: () => live,
      hubNow: () => Date.now() - ahead_ms,
      onChange: () => {},
      store,
    },
    environmentWith({}),
  );
}
const tookTexts = () => took.map((t) => t.payload);
const states = (outbox: Outbox<string>) => outbox.entries.map((e) => `${e.payload}:${e.state}`);

beforeEach(() => {
  vi.useFakeTimers();
  live = accepts = true;
  took = [];
  ahead_ms = 0;
});
afterEach(() => vi.useRealTimers());

describe('sending', () => {
  it('gives each command a UUIDv7 of its own', () => {
    const outbox = make();
    const ids = ['a', 'b'].map((text) => outbox.add(text, text, true)!.id);
    for (const id of ids) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(Date.now());
    }
    expect(ids[0]).not.toBe(ids[1]);
  });

  it("makes ids from the hub's time, also of what is tried again", () => {
    ahead_ms = 25 * 60_000;
    const outbox = make();
    const entry = outbox.add('a', 'a', true)!;
    const hubMs = (id: string) => Number.parseInt(id.replace('-', '').slice(0, 12), 16);
    expect(hubMs(entry.id)).toBe(Date.now() - ahead_ms);
    outbox.rejected(entry.id, { code: 'invalid', text: 'The clock is ahead.' }, 0);
    vi.advanceTimersByTime(1000);
    expect(hubMs(outbox.retry(entry.id)!.id)).toBe(Date.now() - ahead_ms);
  });

  it('keeps what was said offline and sends it in order, one after another', () => {
    live = false;
    const outbox = make();
    for (const text of ['one', 'two', 'three']) outbox.add(text, '', true);
    expect(took).toEqual([]);
    live = true;
    outbox.pump();
    expect(tookTexts()).toEqual(['one']);
    outbox.settled(took[0]!.id);
    outbox.accepted([took[1]!.id]);
    expect(tookTexts()).toEqual(['one', 'two', 'three']);
    expect(states(outbox)).toEqual(['two:sent', 'three:sending']);
  });

  it('does not let one conversation wait for another', () => {
    const outbox = make();
    outbox.add('a1', 'a', true);
    outbox.add('a2', 'a', true);
    outbox.add('b1', 'b', true);
    expect(tookTexts()).toEqual(['a1', 'b1']);
  });

  it('tries again when the socket is full', () => {
    accepts = false;
    const outbox = make();
    outbox.add('x', '', true);
    accepts = true;
    vi.advanceTimersByTime(250);
    expect(tookTexts()).toEqual(['x']);
  });

  it('is bounded', () => {
    live = false;
    const outbox = make();
    for (let i = 0; i < OUTBOX_COUNT_MAX; i += 1) expect(outbox.add('x', '', true)).not.toBeNull();
    expect(outbox.add('x', '', true)).toBeNull();
    expect(make().add('x'.repeat(600_000), '', true)).toBeNull();
  });
});

describe('after a lost connection', () => {
  it('sends what is not settled again, unchanged and in order', () => {
    const outbox = make();
    outbox.add('one', '', true);
    outbox.accepted([took[0]!.id]);
    outbox.add('two', '', true);
    const first = [...took];
    took = [];
    live = false;
    outbox.connectionLost();
    expect(states(outbox)).toEqual(['one:sent', 'two:sending']);
    live = true;
    outbox.pump();
    expect(took).toEqual([first[0]]);
    outbox.settled(first[0]!.id);
    expect(took).toEqual(first);
  });

  it('settles once: a late repeat of the answer finds nothing', () => {
    const outbox = make();
    const { id } = outbox.add('one', '', true)!;
    expect(outbox.settled(id)).toBe(true);
    expect(outbox.settled(id)).toBe(false);
    outbox.rejected(id, { code: 'empty', text: '' }, 0);
    expect(outbox.entries).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('repeats an unanswered command after 15 s with the same id', () => {
    make().add('one', '', true);
    vi.advanceTimersByTime(15_000);
    expect(took).toHaveLength(2);
    expect(took[1]).toEqual(took[0]);
  });

  it('asks again when an accepted command brings no event for a minute', () => {
    const outbox = make();
    outbox.add('one', '', true);
    outbox.accepted([took[0]!.id]);
    vi.advanceTimersByTime(59_999);
    expect(took).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(took).toHaveLength(2);
  });
});

describe('refusals', () => {
  const refusal = { code: 'too_long', text: 'Too long.' };

  it('shows the reason and lets the next one go', () => {
    const outbox = make();
    const { id } = outbox.add('long', '', true)!;
    outbox.add('next', '', true);
    outbox.rejected(id, refusal, 0);
    expect(outbox.entries[0]).toMatchObject({ state: 'failed', failure: refusal });
    expect(tookTexts()).toEqual(['long', 'next']);
  });

  it('retries a refused command under a new id', () => {
    const outbox = make();
    const { id } = outbox.add('long', '', true)!;
    outbox.rejected(id, refusal, 0);
    const again = outbox.retry(id)!;
    expect(again.id).not.toBe(id);
    expect(took.at(-1)).toEqual({ id: again.id, payload: 'long' });
    expect(outbox.retry(again.id)).toBeNull(); // it is under way: one click, one message
  });

  it('waits as long as the hub asks and then sends the same command', () => {
    const outbox = make();
    const { id } = outbox.add('fast', '', true)!;
    outbox.add('next', '', true);
    outbox.rejected(id, { code: 'too_fast', text: '' }, 2_000);
    vi.advanceTimersByTime(1_999);
    expect(took).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(took.map((t) => t.id)).toEqual([id, id]);
  });

  it('gives up in the end on a hub that keeps putting it off', () => {
    const outbox = make();
    const { id } = outbox.add('x', '', true)!;
    for (let i = 0; i < 9; i += 1) {
      outbox.rejected(id, { code: 'unavailable', text: 'Later.' }, 1_000);
      vi.advanceTimersByTime(1_000);
    }
    expect(outbox.entries[0]).toMatchObject({ state: 'failed', failure: { code: 'unavailable' } });
  });

  it('blames the largest command under way for close code 1009', () => {
    const outbox = make();
    outbox.add('small', 'a', true);
    outbox.add('x'.repeat(70_000), 'b', true);
    outbox.tooBig();
    outbox.connectionLost();
    expect(outbox.entries.map((e) => e.state)).toEqual(['sending', 'failed']);
  });

  it('forgets a failed command on request, but never one under way', () => {
    const outbox = make();
    const { id } = outbox.add('x', '', true)!;
    outbox.discard(id);
    expect(outbox.entries).toHaveLength(1);
    outbox.rejected(id, refusal, 0);
    outbox.discard(id);
    expect(outbox.entries).toHaveLength(0);
  });
});

describe('over a reload and between tabs', () => {
  it('resends from the store under the same ids, and clears it when settled', () => {
    const store = memoryStore();
    live = false;
    const before = make(store);
    before.add('one', '', true);
    before.add('two', '', true);
    before.add('not kept', '', false);
    live = true;
    const after = make(store);
    after.pump();
    after.settled(took[0]!.id);
    after.settled(took[1]!.id);
    expect(took.map((t) => t.id)).toEqual(before.entries.slice(0, 2).map((e) => e.id));
    expect(store.entries).toEqual([]);
  });

  it('leaves fresh commands to the tab that made them and takes over orphans', () => {
    const store = memoryStore();
    live = false;
    const other = make(store);
    const mine = make(store);
    other.add('theirs', '', true);
    mine.sync(30_000);
    expect(mine.entries).toEqual([]);
    vi.advanceTimersByTime(30_000);
    mine.sync(30_000);
    expect(mine.entries.map((e) => e.payload)).toEqual(['theirs']);
    other.settled(other.entries[0]!.id);
    mine.sync(30_000);
    expect(mine.entries).toEqual([]);
  });

  it('keeps a command that the store could not keep', () => {
    live = false;
    const outbox = make({ load: () => [], update: () => false });
    outbox.add('one', '', true);
    outbox.sync(0);
    expect(outbox.entries).toHaveLength(1);
  });
});
