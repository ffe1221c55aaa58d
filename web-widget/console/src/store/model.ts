// The console's own picture of what the hub sends: plain values, numbers for times and sequence numbers.
// Everything in the stores and on the screen uses these; only fromWire.ts sees protobuf.

export type Speaker = 'customer' | 'agent' | 'bot' | 'system';
export type PresenceChoice = 'online' | 'away' | 'offline';
export type ClockTarget = 'first' | 'next' | 'update' | 'resolution' | 'total';
export type WorkStatus = 'open' | 'customer' | 'partner';
export type ClockState = 'running' | 'paused' | 'met' | 'missed' | 'cancelled' | 'waived';

export interface Clock {
  target: ClockTarget;
  cycle: number;
  state: ClockState;
  startedMs: number;
  dueMs: number;
  endedMs: number;
  /** Of open time; 0 in old histories. */
  allowedMs: number;
  /** Of that, while the clock stands still. */
  leftMs: number;
  /** How many warnings were given. */
  warned: number;
}

export interface Preview {
  text: string;
  by: Speaker;
  note: boolean;
}

/** Somebody is asked to take it; until `expiresMs` by the hub's clock. */
export interface Offer {
  agentId: string;
  number: number;
  madeMs: number;
  expiresMs: number;
}

/** Where its owner passes it on; he keeps it until somebody else has it. */
export interface HandOver {
  queueId: string;
  agentId: string;
}

/** Why this agent and no other, as it stood then. */
export interface Decision {
  longestIdle: boolean;
  sticky: boolean;
  freeAgents: number;
  waiting: number;
  waitedMs: number;
  tier: string;
  headStartMs: number;
  needs: readonly string[];
  language: string;
  relaxed: number;
  tried: number;
  candidates: readonly { agentId: string; loadPercent: number; lastGivenMs: number }[];
}

/** What comes with a conversation that is passed on, as headed paragraphs. */
export interface Packet {
  reason: string;
  summary: string;
  tried: string;
  promised: string;
  identity: string;
}

export interface PageVisited {
  url: string;
  title: string;
}

/** One conversation as the list shows it; the latest one always replaces the earlier one. */
export interface Conversation {
  id: string;
  contactId: string;
  contactName: string;
  contactNamed: boolean;
  contactEmail: string;
  channel: string;
  queueId: string;
  resolved: boolean;
  /** Empty: nobody has it, it waits in its queue. */
  assigneeId: string;
  lastSeq: number;
  openedMs: number;
  lastActivityMs: number;
  preview: Preview | null;
  unread: number;
  /** When the oldest unanswered customer message came; 0 when none waits. */
  waitingSinceMs: number;
  queuedMs: number;
  clocks: readonly Clock[];
  offer: Offer | null;
  handOver: HandOver | null;
  tier: string;
  /** What it waits for, while it is open. */
  work: WorkStatus;
  labels: readonly string[];
  /** Empty: the times of its queue. */
  policy: string;
  language: string;
  deliveredSeq: number;
  readSeq: number;
  agentReadSeq: number;
  page: PageVisited | null;
}

export type AgentRole = 'agent' | 'supervisor' | 'admin';

export interface Agent {
  id: string;
  name: string;
  role: AgentRole;
  /** What others see: offline when no console of his is connected. */
  presence: PresenceChoice;
  chosen: PresenceChoice;
  load: number;
  capacity: number;
  /** Gets nothing from routing, and why. */
  paused: boolean;
  pausedReason: string;
  queueIds: readonly string[];
  /** Since when his presence is what it is; 0 when the hub does not say. */
  sinceMs: number;
  /** Why and by whom, when somebody else chose for him. */
  note: string;
  setBy: string;
  /** Left the team. */
  inactive: boolean;
}

export interface Queue {
  id: string;
  name: string;
  waiting: number;
  oldestWaitingMs: number;
  /** What is promised for the first answer, in seconds; 0: nothing. */
  firstResponse: number;
  /** Takes nothing new. */
  inactive: boolean;
}

export interface EventActor {
  by: Speaker;
  id: string;
  name: string;
}

export type EventBody =
  | { kind: 'message'; text: string; note: boolean }
  | { kind: 'receipt'; side: Speaker; deliveredSeq: number; readSeq: number }
  | { kind: 'opened' }
  | { kind: 'queued'; queueId: string; reason: string }
  | {
      kind: 'assigned';
      agentId: string;
      agentName: string;
      reason: string;
      overLimit?: boolean;
      decision?: Decision | null;
    }
  | {
      kind: 'transferred';
      queueId: string;
      agentId: string;
      note: string;
      warm?: boolean;
      packet?: Packet | null;
    }
  | {
      kind: 'offered';
      agentId: string;
      agentName: string;
      reason: string;
      decision: Decision | null;
    }
  | {
      kind: 'offerEnded';
      agentId: string;
      agentName: string;
      outcome: 'accepted' | 'declined' | 'missed' | 'withdrawn';
      reason: string;
    }
  | { kind: 'relaxed'; skill: string }
  | { kind: 'waited'; place: number; halfMs: number; mostMs: number }
  | { kind: 'transferEnded'; reason: string }
  | { kind: 'overflowEnded'; queueId: string }
  | { kind: 'resolved' }
  | { kind: 'reopened'; reason: string }
  | { kind: 'clockStarted'; clock: Clock }
  | { kind: 'clockStopped'; clock: Clock }
  | { kind: 'clockWarned'; clock: Clock }
  | { kind: 'work'; work: WorkStatus }
  | { kind: 'waived'; reason: string }
  | { kind: 'other' };

/** One entry of a conversation's history. */
export interface ThreadEvent {
  /** The command that caused it: settles the sender's own copy. */
  key: string;
  seq: number;
  atMs: number;
  actor: EventActor;
  body: EventBody;
}
