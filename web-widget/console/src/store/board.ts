// What the supervisor's board shows, counted and ordered from what the console holds. Pure; time comes in. Bounded:
// of each list the first ones, and how many there are in all.
import { toneOf, urgentClock } from './countdown.ts';
import type { Agent, Conversation, Queue } from './model.ts';

/** Of each list this many at most; nobody works through more by eye. */
export const BOARD_ROWS_MAX = 500;

export const boardLists = ['waiting', 'soon', 'missed'] as const;
export type BoardList = (typeof boardLists)[number];

export interface BoardQueue {
  /** Empty: all of them. */
  id: string;
  name: string;
  waiting: number;
  /** Since when the longest waits; 0 when nobody does. */
  oldestMs: number;
  /** Of those who serve it. */
  online: number;
  /** Conversations they could take now. */
  room: number;
  /** Less than a fifth of what was promised is left to whoever waits longest, or nothing. */
  tone: 'ok' | 'warn' | 'late';
}

export interface BoardView {
  queues: readonly BoardQueue[];
  all: BoardQueue;
  /** Ids, the most urgent first. */
  lists: Record<BoardList, readonly string[]>;
  counts: Record<BoardList, number>;
  agents: readonly Agent[];
  presence: Record<'online' | 'away' | 'offline', number>;
}

interface Entry {
  id: string;
  at: number;
}

export interface BoardSource {
  conversations: Iterable<Conversation>;
  agents: Iterable<Agent>;
  queues: Iterable<Queue>;
}

export function emptyBoard(): BoardView {
  return boardOf({ conversations: [], agents: [], queues: [] }, '', 0);
}

/** `queueId` narrows conversations and agents to one queue; empty: all. */
export function boardOf(source: BoardSource, queueId: string, nowMs: number): BoardView {
  const entries: Record<BoardList, Entry[]> = { waiting: [], soon: [], missed: [] };
  for (const conversation of source.conversations) {
    if (conversation.resolved) continue;
    if (queueId !== '' && conversation.queueId !== queueId) continue;
    const { id } = conversation;
    if (conversation.assigneeId === '') entries.waiting.push({ id, at: conversation.queuedMs });
    const clock = urgentClock(conversation);
    if (!clock) continue;
    const tone = toneOf(clock, nowMs);
    if (tone === 'late') entries.missed.push({ id, at: clock.dueMs });
    else if (tone === 'warn') entries.soon.push({ id, at: clock.dueMs });
  }
  const agents = [...source.agents].filter((agent) => !agent.inactive);
  const queues = queueRows(source.queues, agents, nowMs);
  const lists = {} as BoardView['lists'];
  const counts = {} as BoardView['counts'];
  for (const list of boardLists) {
    entries[list].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    counts[list] = entries[list].length;
    lists[list] = entries[list].slice(0, BOARD_ROWS_MAX).map((entry) => entry.id);
  }
  const shown = agents.filter((agent) => queueId === '' || agent.queueIds.includes(queueId));
  const presence = { online: 0, away: 0, offline: 0 };
  for (const agent of shown) presence[agent.presence]++;
  return {
    queues,
    all: sumOf(queues, agents),
    lists,
    counts,
    agents: shown.sort(byState),
    presence,
  };
}

const order = { online: 0, away: 1, offline: 2 };

/** Who is there first, and of those who has the most to do. */
function byState(a: Agent, b: Agent): number {
  return order[a.presence] - order[b.presence] || fill(b) - fill(a) || (a.name < b.name ? -1 : 1);
}

export function fill(agent: Agent): number {
  return agent.capacity === 0 ? Number(agent.load > 0) : agent.load / agent.capacity;
}

function roomOf(agent: Agent): number {
  return agent.presence === 'online' ? Math.max(0, agent.capacity - agent.load) : 0;
}

function queueRows(queues: Iterable<Queue>, agents: readonly Agent[], nowMs: number): BoardQueue[] {
  const served = new Map<string, { online: number; room: number }>();
  for (const agent of agents) {
    if (agent.presence !== 'online') continue;
    for (const id of agent.queueIds) {
      const so_far = served.get(id) ?? { online: 0, room: 0 };
      served.set(id, { online: so_far.online + 1, room: so_far.room + roomOf(agent) });
    }
  }
  return [...queues]
    .filter((queue) => !queue.inactive || queue.waiting > 0)
    .sort((a, b) => a.name.localeCompare(b.name))
    .map((queue) => ({
      id: queue.id,
      name: queue.name,
      waiting: queue.waiting,
      oldestMs: queue.oldestWaitingMs,
      ...(served.get(queue.id) ?? { online: 0, room: 0 }),
      tone: toneOfQueue(queue, nowMs),
    }));
}

function toneOfQueue(queue: Queue, nowMs: number): BoardQueue['tone'] {
  const { oldestWaitingMs, firstResponse } = queue;
  if (oldestWaitingMs === 0 || firstResponse === 0) return 'ok';
  const dueMs = oldestWaitingMs + firstResponse * 1000;
  return toneOf({ startedMs: oldestWaitingMs, dueMs }, nowMs);
}

function sumOf(queues: readonly BoardQueue[], agents: readonly Agent[]): BoardQueue {
  const waiting = queues.filter((queue) => queue.waiting > 0);
  const tones = waiting.map((queue) => queue.tone);
  const tone = tones.includes('late') ? 'late' : tones.includes('warn') ? 'warn' : 'ok';
  return {
    id: '',
    name: '',
    waiting: waiting.reduce((sum, queue) => sum + queue.waiting, 0),
    oldestMs: waiting.length === 0 ? 0 : Math.min(...waiting.map((queue) => queue.oldestMs)),
    online: agents.filter((agent) => agent.presence === 'online').length,
    room: agents.reduce((sum, agent) => sum + roomOf(agent), 0),
    tone,
  };
}
