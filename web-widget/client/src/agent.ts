// The agent's end of /ws/agent: one object that connects, resumes, sends commands once and tells listeners what
// changed, in order. The console is its only user. It holds no list of conversations: what it hears it hands on.
import {
  type AgentCommand,
  type AgentFrame,
  type AgentHistoryPage,
  type AgentServerFrame,
  type AgentSummary,
  type AgentWelcome,
  type ConversationSummary,
  commandFrame,
  type Done,
  decodeAgentFrames,
  type Event,
  encodeAgentFrames,
  type Presence,
  type QueueSummary,
  type Rejected,
  type Transfer,
  type Typing,
  TypingState,
  type Viewing,
  type WorkStatus,
} from './agentcodec.ts';
import { type OrderedEvents, Watches } from './agentwatch.ts';
import { CLOSE } from './closecodes.ts';
import { Connection, type ConnectionState } from './connection.ts';
import { Emitter, type Environment, environmentWith, type Readable } from './environment.ts';
import { Outbox, type OutboxStore, type Pending } from './outbox.ts';
import { Expiring, Throttle } from './throttle.ts';

export * from './agentcodec.ts';
export type { OrderedEvents } from './agentwatch.ts';
export type { ConnectionState } from './connection.ts';
export { newCommandId } from './environment.ts';
export type { Failure, OutboxStore, Pending } from './outbox.ts';

export type AgentPending = Pending<AgentCommand>;
export type Outcome = { ok: true; seq: number } | { ok: false; code: string; text: string };
export interface CommandHandle {
  id: string;
  /** Resolves once: done, or not done and why. Waits as long as the connection is away. Never rejects. */
  outcome: Promise<Outcome>;
}
export interface HistoryPage {
  events: Event[];
  complete: boolean;
}

export interface AgentEvents {
  state: ConnectionState;
  /** `resyncRequired`: drop every conversation, agent and queue held; what follows is all there is. */
  welcome: AgentWelcome;
  conversations: ConversationSummary[];
  agents: AgentSummary[];
  queues: QueueSummary[];
  /** The lists are complete up to here. */
  synced: { position: number };
  events: OrderedEvents;
  /** STOPPED is also told when nothing was heard for 6 s. */
  typing: Typing;
  /** `viewing: false` is also told when nothing was heard for 45 s. */
  viewing: Viewing;
  /** For answers to frames without a command too (a watch of an unknown conversation): then no id. */
  rejected: Rejected;
  done: Done;
  /** All unsettled commands, oldest first, after each change. */
  pending: readonly AgentPending[];
}

export interface AgentClientOptions extends Partial<Environment> {
  /** ws:// or wss:// …/ws/agent */
  url: string;
  /** A fresh one-use ticket; null when nobody is logged in (the client then stops with 4013). */
  getTicket: () => Promise<string | null>;
  /** Keeps messages and notes over a reload. */
  store?: OutboxStore<AgentCommand>;
  client?: string;
}

const HISTORY_MS_MAX = 10_000;
const TYPING_EVERY_MS = 3_000;
const TYPING_TTL_MS = 6_000;
const VIEWING_TTL_MS = 45_000;
const RECEIPT_EVERY_MS = 300;

export type AgentClient = ReturnType<typeof createAgentClient>;

export function createAgentClient(options: AgentClientOptions) {
  const env = environmentWith(options);
  const emitter = new Emitter<AgentEvents>();
  let ticket = '';
  let epoch = '';
  let position = 0;
  let synced = false;
  let clockOffset_ms = 0;
  const outcomes = new Map<string, (outcome: Outcome) => void>();
  const pages = new Map<string, (page: AgentHistoryPage | Error) => void>();
  const typingSeen = new Expiring(TYPING_TTL_MS, env);
  const viewingSeen = new Expiring(VIEWING_TTL_MS, env);
  const typingSent = new Map<string, number>();
  const reads = new Map<string, number>();

  const connection = new Connection<AgentServerFrame, AgentFrame>(
    {
      url: options.url,
      encode: encodeAgentFrames,
      decode: decodeAgentFrames,
      prepare: async () => {
        const fresh = await options.getTicket();
        ticket = fresh ?? '';
        return fresh !== null;
      },
      hello: () => ({
        case: 'hello',
        value: { ticket, epoch, position: BigInt(position), client: options.client ?? 'console' },
      }),
      ping: () => ({ case: 'ping', value: { nonce: BigInt(env.now()) } }),
      isWelcome: (frame) => frame.body.case === 'welcome',
      onFrames: (frames) => frames.forEach(receive),
      onDown: down,
      unauthenticated_max: 2,
    },
    env,
  );
  const send = (frame: AgentFrame) => connection.send([frame]);
  const watches = new Watches(send, (run) => emitter.emit('events', run), env);
  const outbox = new Outbox<AgentCommand>(
    {
      transmit: (entry) => send(commandFrame(entry.id, entry.payload)),
      isLive: () => connection.live,
      hubNow: () => env.now() + clockOffset_ms,
      onChange: () => emitter.emit('pending', outbox.entries),
      onFailed: failed,
      store: options.store,
    },
    env,
  );
  const receipts = new Throttle(RECEIPT_EVERY_MS, flushReads, env);
  connection.state.subscribe((state) => emitter.emit('state', state));

  function receive(frame: AgentServerFrame): void {
    const { body } = frame;
    switch (body.case) {
      case 'welcome':
        return welcome(body.value);
      case 'events':
        watches.receive(body.value);
        return settleBy(body.value.events);
      case 'accepted':
        return outbox.accepted(body.value.commandIds);
      case 'rejected': {
        const { commandId, code, text, retryAfterMs } = body.value;
        outbox.rejected(commandId, { code, text }, retryAfterMs);
        return emitter.emit('rejected', body.value);
      }
      case 'done':
        conclude(body.value.commandId, { ok: true, seq: body.value.seq });
        outbox.settled(body.value.commandId);
        return emitter.emit('done', body.value);
      case 'typing':
        return typing(body.value);
      case 'viewing':
        return viewing(body.value);
      case 'historyPage':
        return pages.get(body.value.page?.conversationId ?? '')?.(body.value);
      case 'pong':
        clockOffset_ms = body.value.serverMs - env.now();
        return;
      case 'goaway':
        return connection.comeBackAfter(body.value.reconnectAfterMs);
      case 'conversationsChanged':
        advance(body.value.position);
        return emitter.emit('conversations', body.value.conversations);
      case 'agentsChanged':
        advance(body.value.position);
        return emitter.emit('agents', body.value.agents);
      case 'queuesChanged':
        advance(body.value.position);
        return emitter.emit('queues', body.value.queues);
      case 'synced':
        synced = true;
        advance(body.value.position);
        return emitter.emit('synced', { position });
    }
  }

  /** Until Synced a batch says nothing about those still to come, so its position is not one to resume from. */
  function advance(to: number): void {
    if (synced) position = Math.max(position, to);
  }

  function welcome(frame: AgentWelcome): void {
    const void_ = frame.resyncRequired || (epoch !== '' && epoch !== frame.epoch);
    if (void_) position = 0;
    epoch = frame.epoch;
    synced = false;
    clockOffset_ms = frame.serverMs - env.now();
    emitter.emit('welcome', { ...frame, resyncRequired: void_ });
    watches.resume(void_);
    outbox.pump();
  }

  function down(code: number): void {
    if (code === CLOSE.tooBig) outbox.tooBig();
    outbox.connectionLost();
    for (const answer of [...pages.values()]) answer(new Error('connection lost'));
    typingSent.clear();
  }

  /** Also by events that are held already or not watched any more: they tell that the command is done. */
  function settleBy(events: Event[]): void {
    for (const event of events) {
      if (event.eventKey === '') continue;
      conclude(event.eventKey, { ok: true, seq: event.seq });
      outbox.settled(event.eventKey);
    }
  }

  /** A message waits for a decision of the person who wrote it; any other command was answered by its outcome. */
  function failed({ id, payload, failure }: AgentPending): void {
    conclude(id, { ok: false, ...failure! });
    if (payload.kind !== 'send') outbox.discard(id);
  }

  function conclude(id: string, outcome: Outcome): void {
    outcomes.get(id)?.(outcome);
    outcomes.delete(id);
  }

  function typing(frame: Typing): void {
    const key = `${frame.conversationId} ${frame.actor?.actorId}`;
    if (frame.state === TypingState.TYPING) {
      const stopped = { ...frame, state: TypingState.STOPPED };
      typingSeen.seen(key, () => emitter.emit('typing', stopped));
    } else {
      typingSeen.forget(key);
    }
    emitter.emit('typing', frame);
  }

  function viewing(frame: Viewing): void {
    const key = `${frame.conversationId} ${frame.actor?.actorId}`;
    if (frame.viewing) {
      viewingSeen.seen(key, () => emitter.emit('viewing', { ...frame, viewing: false }));
    } else {
      viewingSeen.forget(key);
    }
    emitter.emit('viewing', frame);
  }

  function flushReads(): void {
    for (const [conversationId, seq] of reads) {
      const value = { conversationId, readSeq: BigInt(seq) };
      if (!send({ case: 'receipt', value })) return; // kept: the next pass tells it
      reads.delete(conversationId);
    }
  }

  function handleFor(entry: AgentPending): CommandHandle {
    return { id: entry.id, outcome: new Promise((resolve) => outcomes.set(entry.id, resolve)) };
  }

  function command(payload: AgentCommand): CommandHandle {
    const entry = outbox.add(payload, payload.conversationId, payload.kind === 'send');
    if (entry) return handleFor(entry);
    const text = 'Too much is waiting to be sent. Wait until the connection is back.';
    return { id: '', outcome: Promise.resolve({ ok: false, code: 'too_much', text }) };
  }

  return {
    state: connection.state as Readable<ConnectionState>,
    on: emitter.on.bind(emitter) as Emitter<AgentEvents>['on'],
    connect: () => connection.connect(),
    close: () => connection.close(),
    /** For the browser's `online` event and for a page that becomes visible again. */
    wake: () => connection.wake(),
    /** The hub's clock in unix milliseconds, as near as half a round trip. */
    serverNow: () => env.now() + clockOffset_ms,

    /** Asks for the newest page and all that follows; `present` tells other agents who is looking. */
    watch(conversationId: string, { present = false } = {}): void {
      watches.watch(conversationId, present);
    },
    unwatch(conversationId: string): void {
      watches.unwatch(conversationId);
    },
    /** An older page (at most 100 events). Rejects when offline, after 10 s, or if it no longer fits. */
    history(conversationId: string, beforeSeq: number, limit = 50): Promise<HistoryPage> {
      return new Promise((resolve, reject) => {
        if (pages.has(conversationId)) return reject(new Error('already loading'));
        const answer = (page: AgentHistoryPage | Error) => {
          env.timers.clear(timer);
          pages.delete(conversationId);
          if (page instanceof Error) return reject(page);
          const { afterSeq = 0, throughSeq = 0, events = [] } = page.page ?? {};
          const sequence = watches.sequence(conversationId);
          const run = { after_seq: afterSeq, through_seq: throughSeq, events };
          const fitting = sequence ? sequence.prepend(run, page.complete) : events;
          if (fitting) resolve({ events: fitting, complete: page.complete });
          else reject(new Error('the page no longer fits'));
        };
        const timer = env.timers.set(() => answer(new Error('no answer')), HISTORY_MS_MAX);
        const value = { conversationId, beforeSeq: BigInt(beforeSeq), limit };
        pages.set(conversationId, answer);
        if (!send({ case: 'history', value })) answer(new Error('offline'));
      });
    },

    send: (message: { conversationId: string; text: string; note?: boolean }) =>
      command({ kind: 'send', note: false, ...message }),
    assign: (conversationId: string, agentId: string) =>
      command({ kind: 'assign', conversationId, agentId }),
    transfer: (to: Partial<Transfer> & { conversationId: string }) =>
      command({ kind: 'transfer', queueId: '', agentId: '', note: '', warm: false, ...to }),
    cancelTransfer: (conversationId: string) => command({ kind: 'cancelTransfer', conversationId }),
    acceptOffer: (conversationId: string, number: number) =>
      command({ kind: 'acceptOffer', conversationId, number }),
    declineOffer: (conversationId: string, number: number, reason = '') =>
      command({ kind: 'declineOffer', conversationId, number, reason }),
    /** Whether routing gives this agent anything; an empty id is oneself. */
    setAccepting: (accepting: boolean, agentId = '', reason = '') =>
      command({ kind: 'accepting', conversationId: '', agentId, accepting, reason }),
    resolve: (conversationId: string) => command({ kind: 'resolve', conversationId }),
    reopen: (conversationId: string) => command({ kind: 'reopen', conversationId }),
    setWorkStatus: (conversationId: string, status: WorkStatus) =>
      command({ kind: 'workStatus', conversationId, status }),
    /** The customer's last message needs no answer. */
    waive: (conversationId: string, reason: string) =>
      command({ kind: 'waive', conversationId, reason }),
    setPresence: (presence: Presence) =>
      command({ kind: 'presence', conversationId: '', presence }),
    /** Of supervisors, for another agent: online or away, and why. */
    setPresenceOf: (agentId: string, presence: Presence, note: string) =>
      command({ kind: 'presenceOf', conversationId: '', agentId, presence, note }),
    /** Of supervisors: how many conversations another agent holds at most. */
    setCapacityOf: (agentId: string, capacity: number) =>
      command({ kind: 'capacityOf', conversationId: '', agentId, capacity }),
    /** Sends a failed message again; null when there is none of that id. */
    retry(commandId: string): CommandHandle | null {
      const entry = outbox.retry(commandId);
      return entry && handleFor(entry);
    },
    discard: (commandId: string) => outbox.discard(commandId),
    /** Unsettled commands of one conversation, oldest first. */
    pending: (conversationId: string): AgentPending[] =>
      outbox.entries.filter((entry) => entry.lane === conversationId),

    /** Call on each key press; passed on at most every 3 s. STOPPED goes at once if TYPING went before. */
    typing(conversationId: string, state: TypingState, note = false): void {
      const last = typingSent.get(conversationId);
      const isTyping = state === TypingState.TYPING;
      if (
        isTyping ? last !== undefined && env.now() - last < TYPING_EVERY_MS : last === undefined
      ) {
        return;
      }
      if (!send({ case: 'typing', value: { conversationId, state, privateNote: note } })) return;
      if (isTyping) typingSent.set(conversationId, env.now());
      else typingSent.delete(conversationId);
    },
    /** Everything up to `seq` was seen by a person. Told at most every 300 ms. */
    markRead(conversationId: string, seq: number): void {
      if (seq <= (reads.get(conversationId) ?? 0)) return;
      reads.set(conversationId, seq);
      receipts.poke();
    },
  };
}
