// Goal: what an agent does shows at once, is taken back with the hub's own sentence when refused, and never blinks
// when it is done.
import type { CommandHandle, Outcome } from '@usher/client/agent';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CommandClient, Commands } from '../src/store/commands.ts';
import { Conversations } from '../src/store/conversations.svelte.ts';
import { Team } from '../src/store/team.svelte.ts';
import { Toasts } from '../src/store/toasts.svelte.ts';
import { conversation, ManualFrames, ME } from './build.ts';

let settle: (outcome: Outcome) => void;
let asked: unknown[];
let frames: ManualFrames;
let list: Conversations;
let team: Team;
let toasts: Toasts;
let commands: Commands;

function handle(...what: unknown[]): CommandHandle {
  asked.push(what);
  return { id: `cmd_${asked.length}`, outcome: new Promise((resolve) => (settle = resolve)) };
}

const client = {
  assign: (id: string, agent: string) => handle('assign', id, agent),
  resolve: (id: string) => handle('resolve', id),
  reopen: (id: string) => handle('reopen', id),
  setWorkStatus: (id: string, status: number) => handle('work', id, status),
  waive: (id: string, reason: string) => handle('waive', id, reason),
  transfer: (to: object) => handle('transfer', to),
  send: (m: object) => handle('send', m),
  setPresence: (p: number) => handle('presence', p),
  retry: () => null,
  discard: () => {},
} as unknown as CommandClient;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  frames = new ManualFrames();
  list = new Conversations(frames);
  list.setMe(ME);
  list.show('waiting');
  team = new Team();
  team.me = ME;
  toasts = new Toasts();
  commands = new Commands(
    () => client,
    list,
    team,
    toasts,
    () => 1000,
  );
  list.receive([conversation('a'), conversation('b', { assigneeId: ME })]);
  frames.frame();
});
afterEach(() => vi.useRealTimers());

const row = (id: string) => list.get(id)!;
const done = async (outcome: Outcome) => {
  settle(outcome);
  await vi.advanceTimersByTimeAsync(0);
};

describe('taking', () => {
  it('shows as mine and pending at once', () => {
    commands.take('a');
    expect(asked).toEqual([['assign', 'a', ME]]);
    expect(row('a').data.assigneeId).toBe(ME);
    expect(row('a').pending).toBe('take');
    expect(list.shown).toEqual([]);
    expect(list.counts).toEqual({ mine: 2, waiting: 0, all: 2, resolved: 0 });
  });

  it('goes back when somebody was quicker, and says who', async () => {
    commands.take('a');
    await done({ ok: false, code: 'already_taken', text: 'Jonas has it.' });
    expect(row('a').data.assigneeId).toBe('');
    expect(row('a').pending).toBeNull();
    expect(list.shown.map((r) => r.id)).toEqual(['a']);
    expect(toasts.list.map((t) => t.text)).toEqual(['Jonas has it.']);
  });

  it('keeps its look between "done" and the summary that proves it', async () => {
    commands.take('a');
    await done({ ok: true, seq: 5 });
    expect(row('a').pending).toBeNull();
    expect(row('a').data.assigneeId).toBe(ME);
    list.receive([conversation('a', { assigneeId: ME, lastSeq: 5 })]);
    frames.frame();
    expect(row('a').data.lastSeq).toBe(5);
  });

  it('believes the hub when the summary says otherwise', async () => {
    commands.take('a');
    await done({ ok: true, seq: 5 });
    list.receive([conversation('a', { assigneeId: 'agt_other' })]);
    frames.frame();
    expect(row('a').data.assigneeId).toBe('agt_other');
  });

  it('does not believe itself for ever when no summary comes', async () => {
    commands.take('a');
    await done({ ok: true, seq: 5 });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(row('a').data.assigneeId).toBe('');
  });
});

it('an expectation outlives summaries about other things', () => {
  commands.resolve('b');
  list.receive([conversation('b', { assigneeId: ME, unread: 2 })]);
  frames.frame();
  expect(row('b').data).toMatchObject({ resolved: true, unread: 2 });
});

it('two commands on one conversation are undone separately', async () => {
  commands.take('a');
  const settleTake = settle;
  commands.resolve('a');
  settleTake({ ok: false, code: 'already_taken', text: 'no' });
  await vi.advanceTimersByTimeAsync(0);
  expect(row('a').data).toMatchObject({ assigneeId: '', resolved: true });
  expect(row('a').pending).toBe('resolve');
});

it('a transfer to a queue shows it waiting there', () => {
  commands.transfer('b', { queueId: 'que_b', note: 'please' });
  expect(asked).toEqual([['transfer', { conversationId: 'b', queueId: 'que_b', note: 'please' }]]);
  expect(row('b').data).toMatchObject({ queueId: 'que_b', assigneeId: '', queuedMs: 1000 });
});

it('presence shows what was chosen until the hub tells what it is', async () => {
  team.receiveAgents([
    {
      id: ME,
      name: 'Me',
      role: 'agent',
      sinceMs: 0,
      note: '',
      setBy: '',
      inactive: false,
      presence: 'online',
      chosen: 'online',
      load: 0,
      capacity: 5,
      paused: false,
      pausedReason: '',
      queueIds: [],
    },
  ]);
  commands.choosePresence('away');
  expect(team.chosen).toBe('away');
  expect(team.effective).toBe('online');
  await done({ ok: false, code: 'unavailable', text: 'Not now.' });
  await vi.advanceTimersByTimeAsync(1);
  expect(team.chosen).toBe('online');
  expect(toasts.list).toHaveLength(1);
});

it('shows at once what a conversation waits for, and takes it back when it is refused', async () => {
  commands.setWork('b', 'customer');
  frames.frame();
  expect(row('b').data.work).toBe('customer');
  expect(asked).toEqual([['work', 'b', 1]]);
  await done({ ok: false, code: 'already_resolved', text: 'It is resolved.' });
  expect(row('b').data.work).toBe('open');
  expect(toasts.list.map((toast) => toast.text)).toEqual(['It is resolved.']);
});

it('sends the reason of a waiver', () => {
  commands.waive('b', 'only thanks');
  expect(asked).toEqual([['waive', 'b', 'only thanks']]);
});
