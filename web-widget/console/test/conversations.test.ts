// Goal: the list shows the right conversations in the right order with the right counts, changes once per frame,
// and nothing moves under the pointer.
import { beforeEach, describe, expect, it } from 'vitest';
import { Conversations } from '../src/store/conversations.svelte.ts';
import { clock, conversation, ManualFrames, ME } from './build.ts';

let frames: ManualFrames;
let list: Conversations;
const ids = () => list.shown.map((row) => row.id);
const receive = (...batch: ReturnType<typeof conversation>[]) => {
  list.receive(batch);
  frames.frame();
};

beforeEach(() => {
  frames = new ManualFrames();
  list = new Conversations(frames);
  list.setMe(ME);
});

describe('views', () => {
  beforeEach(() =>
    receive(
      conversation('mine', { assigneeId: ME }),
      conversation('theirs', { assigneeId: 'agt_other', queueId: 'que_b' }),
      conversation('waiting', { queueId: 'que_b' }),
      conversation('done', { assigneeId: ME, resolved: true }),
    ),
  );

  it('hold what belongs to them, and count it', () => {
    expect(ids()).toEqual(['mine']);
    expect(list.counts).toEqual({ mine: 1, waiting: 1, all: 3, resolved: 1 });
    list.show('waiting');
    expect(ids()).toEqual(['waiting']);
    list.show('resolved');
    expect(ids()).toEqual(['done']);
  });

  it('narrow to a queue, with their counts', () => {
    list.show('all', 'que_b');
    expect(ids().sort()).toEqual(['theirs', 'waiting']);
    expect(list.counts).toEqual({ mine: 0, waiting: 1, all: 2, resolved: 0 });
  });

  it('follow a conversation from one to the next', () => {
    receive(conversation('waiting', { assigneeId: ME }));
    expect(list.counts).toEqual({ mine: 2, waiting: 0, all: 3, resolved: 1 });
    receive(conversation('waiting', { assigneeId: ME, resolved: true }));
    expect(list.counts).toEqual({ mine: 1, waiting: 0, all: 2, resolved: 2 });
    expect(ids()).toEqual(['mine']);
  });
});

describe('order', () => {
  it('is by due instant, then what is not owed by newest activity', () => {
    receive(
      conversation('quiet old', { assigneeId: ME, lastActivityMs: 5 }),
      conversation('due late', { assigneeId: ME, clocks: [clock(900)] }),
      conversation('quiet new', { assigneeId: ME, lastActivityMs: 50 }),
      conversation('due soon', { assigneeId: ME, clocks: [clock(100)] }),
    );
    expect(ids()).toEqual(['due soon', 'due late', 'quiet new', 'quiet old']);
  });

  it('lets whoever waits longest come first when nothing is due', () => {
    list.show('waiting');
    receive(
      conversation('b', { queuedMs: 20, lastActivityMs: 99 }),
      conversation('a', { queuedMs: 10, lastActivityMs: 1 }),
    );
    expect(ids()).toEqual(['a', 'b']);
  });

  it('is by newest activity when asked', () => {
    receive(
      conversation('old', { assigneeId: ME, lastActivityMs: 1, clocks: [clock(1)] }),
      conversation('new', { assigneeId: ME, lastActivityMs: 2 }),
    );
    list.show('mine', '', 'activity');
    expect(ids()).toEqual(['new', 'old']);
    receive(conversation('old', { assigneeId: ME, lastActivityMs: 3 }));
    expect(ids()).toEqual(['old', 'new']);
  });
});

describe('changes', () => {
  it('are applied once per frame, the latest of each conversation', () => {
    for (let i = 1; i <= 50; i++) list.receive([conversation('a', { assigneeId: ME, unread: i })]);
    expect(frames.asked).toBe(1);
    expect(ids()).toEqual([]);
    frames.frame();
    expect(list.get('a')?.data.unread).toBe(50);
  });

  it('of a row leave the list itself alone', () => {
    receive(conversation('a', { assigneeId: ME }), conversation('b', { assigneeId: ME }));
    const before = list.shown;
    const row = list.get('a');
    receive(conversation('a', { assigneeId: ME, unread: 3 }));
    expect(list.shown).toBe(before);
    expect(list.get('a')).toBe(row);
    expect(row?.data.unread).toBe(3);
  });

  it('after a reconnect merge into what is held; a resync drops it', () => {
    receive(conversation('kept', { assigneeId: ME }), conversation('gone', { assigneeId: ME }));
    receive(conversation('gone', { assigneeId: ME, resolved: true }));
    expect(ids()).toEqual(['kept']);
    list.reset();
    expect(ids()).toEqual([]);
    expect(list.counts.all).toBe(0);
    receive(conversation('new', { assigneeId: ME }));
    expect(ids()).toEqual(['new']);
  });
});

describe('a held order', () => {
  beforeEach(() => {
    list.show('mine', '', 'activity');
    receive(
      conversation('a', { assigneeId: ME, lastActivityMs: 2 }),
      conversation('b', { assigneeId: ME, lastActivityMs: 1 }),
    );
    list.hold();
  });

  it('stays, says how much waits, and is caught up at once when let go', () => {
    receive(
      conversation('b', { assigneeId: ME, lastActivityMs: 9 }),
      conversation('c', { assigneeId: ME, lastActivityMs: 10 }),
    );
    expect(ids()).toEqual(['a', 'b']);
    expect(list.heldChanges).toBe(2);
    list.release();
    expect(ids()).toEqual(['c', 'b', 'a']);
    expect(list.heldChanges).toBe(0);
  });

  it('still shows new words in the rows, and counts on', () => {
    receive(conversation('a', { assigneeId: ME, lastActivityMs: 2, unread: 7, resolved: true }));
    expect(list.get('a')?.data.unread).toBe(7);
    expect(list.counts).toEqual({ mine: 1, waiting: 0, all: 1, resolved: 1 });
    expect(ids()).toEqual(['a', 'b']);
  });

  it('does not hold back what the agent himself does', () => {
    list.expect('a', { commandId: 'c1', action: 'resolve', change: { resolved: true } });
    expect(ids()).toEqual(['b']);
  });
});
