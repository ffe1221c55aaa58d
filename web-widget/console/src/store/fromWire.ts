// Turns protobuf messages into the console's own values. The only file that reads generated types.
import {
  AgentChoice,
  AgentRole,
  type AgentSummary,
  ConversationStatus,
  type ConversationSummary,
  type Event,
  OfferOutcome,
  Presence,
  type QueueSummary,
  Role,
  SlaTarget,
  type Typing,
  type Viewing,
  ClockState as WireClockState,
  WorkStatus as WireWorkStatus,
} from '@usher/client/agent';
import type {
  Agent,
  Clock,
  ClockState,
  ClockTarget,
  Conversation,
  Decision,
  EventBody,
  Packet,
  PresenceChoice,
  Queue,
  Speaker,
  ThreadEvent,
  WorkStatus,
} from './model.ts';
import type { Typist } from './others.svelte.ts';

type SlaClock = ConversationSummary['clocks'][number];

const speakers: Partial<Record<Role, Speaker>> = {
  [Role.CONTACT]: 'customer',
  [Role.THIRD_PARTY]: 'customer',
  [Role.AGENT]: 'agent',
  [Role.BOT]: 'bot',
};

const clockStates: Partial<Record<WireClockState, ClockState>> = {
  [WireClockState.RUNNING]: 'running',
  [WireClockState.PAUSED]: 'paused',
  [WireClockState.MET]: 'met',
  [WireClockState.MISSED]: 'missed',
  [WireClockState.WAIVED]: 'waived',
};

export function speaker(role: Role | undefined): Speaker {
  return (role !== undefined && speakers[role]) || 'system';
}

export function presenceFromWire(presence: Presence): PresenceChoice {
  if (presence === Presence.ONLINE) return 'online';
  return presence === Presence.AWAY ? 'away' : 'offline';
}

export function presenceToWire(choice: PresenceChoice): Presence {
  if (choice === 'online') return Presence.ONLINE;
  return choice === 'away' ? Presence.AWAY : Presence.OFFLINE;
}

const clockTargets: Partial<Record<SlaTarget, ClockTarget>> = {
  [SlaTarget.NEXT_RESPONSE]: 'next',
  [SlaTarget.UPDATE]: 'update',
  [SlaTarget.RESOLUTION_FIRST]: 'resolution',
  [SlaTarget.RESOLUTION_TOTAL]: 'total',
};

export function workFromWire(status: WireWorkStatus): WorkStatus {
  if (status === WireWorkStatus.WORK_WAITING_CUSTOMER) return 'customer';
  return status === WireWorkStatus.WORK_WAITING_PARTNER ? 'partner' : 'open';
}

export function workToWire(work: WorkStatus): WireWorkStatus {
  if (work === 'customer') return WireWorkStatus.WORK_WAITING_CUSTOMER;
  return work === 'partner' ? WireWorkStatus.WORK_WAITING_PARTNER : WireWorkStatus.WORK_OPEN;
}

export function clockFromWire(clock: SlaClock): Clock {
  return {
    target: clockTargets[clock.target] ?? 'first',
    cycle: clock.cycle,
    state: clockStates[clock.state] ?? 'cancelled',
    startedMs: clock.startedMs,
    dueMs: clock.dueMs,
    endedMs: clock.endedMs,
    allowedMs: clock.allowedMs,
    leftMs: clock.leftMs,
    warned: clock.warned,
  };
}

export function conversationFromWire(wire: ConversationSummary): Conversation {
  const { preview, page } = wire;
  return {
    id: wire.conversationId,
    contactId: wire.contactId,
    contactName: wire.contactName,
    contactNamed: wire.contactNamed,
    contactEmail: wire.contactEmail,
    channel: wire.channel,
    queueId: wire.queueId,
    resolved: wire.status === ConversationStatus.RESOLVED,
    assigneeId: wire.assigneeId,
    lastSeq: wire.lastSeq,
    openedMs: wire.openedMs,
    lastActivityMs: wire.lastActivityMs,
    preview: preview
      ? { text: preview.text, by: speaker(preview.role), note: preview.privateNote }
      : null,
    unread: wire.unread,
    waitingSinceMs: wire.waitingSinceMs,
    queuedMs: wire.queuedMs,
    offer: wire.offer?.agentId ? { ...wire.offer } : null,
    handOver: wire.handOver ? { ...wire.handOver } : null,
    tier: wire.tier,
    clocks: wire.clocks.filter((clock) => clock.cycle > 0).map(clockFromWire),
    work: workFromWire(wire.workStatus),
    labels: wire.labels,
    policy: wire.slaPolicy,
    language: wire.language,
    deliveredSeq: wire.contactDeliveredSeq,
    readSeq: wire.contactReadSeq,
    agentReadSeq: wire.agentReadSeq,
    page: page?.url ? { url: page.url, title: page.title } : null,
  };
}

function roleFromWire(role: AgentRole): Agent['role'] {
  if (role === AgentRole.ADMIN) return 'admin';
  return role === AgentRole.SUPERVISOR ? 'supervisor' : 'agent';
}

export function agentFromWire(wire: AgentSummary): Agent {
  return {
    id: wire.agentId,
    name: wire.displayName,
    role: roleFromWire(wire.role),
    presence: presenceFromWire(wire.presence),
    chosen: presenceFromWire(wire.chosen),
    load: wire.load,
    capacity: wire.capacity,
    paused: wire.paused,
    pausedReason: wire.pausedReason,
    queueIds: wire.queueIds,
    sinceMs: wire.sinceMs,
    note: wire.note,
    setBy: wire.setBy,
    inactive: wire.inactive,
  };
}

export function queueFromWire(wire: QueueSummary): Queue {
  return {
    id: wire.queueId,
    name: wire.name,
    waiting: wire.waiting,
    oldestWaitingMs: wire.oldestWaitingMs,
    firstResponse: wire.firstResponseS,
    inactive: wire.inactive,
  };
}

export function signFromWire(wire: Typing | Viewing, note = false): Typist {
  return {
    conversationId: wire.conversationId,
    actorId: wire.actor?.actorId ?? '',
    by: speaker(wire.actor?.role),
    name: wire.actor?.profile?.displayName ?? '',
    note,
  };
}

export function eventFromWire(wire: Event): ThreadEvent {
  return {
    key: wire.eventKey,
    seq: wire.seq,
    atMs: wire.occurredMs,
    actor: {
      by: speaker(wire.actor?.role),
      id: wire.actor?.actorId ?? '',
      name: wire.actor?.profile?.displayName ?? '',
    },
    body: bodyFromWire(wire),
  };
}

const outcomes: Partial<Record<OfferOutcome, 'accepted' | 'declined' | 'missed' | 'withdrawn'>> = {
  [OfferOutcome.OFFER_ACCEPTED]: 'accepted',
  [OfferOutcome.OFFER_DECLINED]: 'declined',
  [OfferOutcome.OFFER_TIMED_OUT]: 'missed',
};

function packetFromWire({ reason, summary, tried, promised, identity }: Packet): Packet | null {
  const packet = { reason, summary, tried, promised, identity };
  return Object.values(packet).some((part) => part !== '') ? packet : null;
}

type WireDecision = Extract<Event['body'], { case: 'offerMade' }>['value']['decision'];

function decisionFromWire(wire: WireDecision): Decision | null {
  if (!wire || wire.freeAgents === 0) return null;
  return {
    longestIdle: wire.choice === AgentChoice.LONGEST_IDLE,
    sticky: wire.sticky,
    freeAgents: wire.freeAgents,
    waiting: wire.waiting,
    waitedMs: wire.waitedS * 1000,
    tier: wire.tier,
    headStartMs: wire.headStartS * 1000,
    needs: wire.needs.map(({ skill, level }) => (level > 1 ? `${skill} ${level}` : skill)),
    language: wire.language,
    relaxed: wire.relaxed,
    tried: wire.tried,
    candidates: wire.candidates.map((c) => ({
      agentId: c.agentId,
      loadPercent: Math.round(c.loadPermille / 10),
      lastGivenMs: c.lastGivenMs,
    })),
  };
}

function bodyFromWire({ body }: Event): EventBody {
  switch (body.case) {
    case 'message': {
      const texts = body.value.parts.map((p) => (p.body.case === 'text' ? p.body.value.text : ''));
      return { kind: 'message', text: texts.join('\n'), note: body.value.privateNote };
    }
    case 'receiptAdvanced':
      return {
        kind: 'receipt',
        side: speaker(body.value.side),
        deliveredSeq: body.value.deliveredSeq,
        readSeq: body.value.readSeq,
      };
    case 'conversationOpened':
      return { kind: 'opened' };
    case 'conversationQueued':
      return { kind: 'queued', queueId: body.value.queueId, reason: body.value.reason };
    case 'conversationAssigned': {
      const { agentId, agentName, reason, overLimit } = body.value;
      const decision = decisionFromWire(body.value.decision);
      return { kind: 'assigned', agentId, agentName, reason, overLimit, decision };
    }
    case 'conversationTransferred': {
      const { queueId, agentId, note, warm, packet } = body.value;
      return {
        kind: 'transferred',
        queueId,
        agentId,
        note,
        warm,
        packet: packet ? packetFromWire(packet) : null,
      };
    }
    case 'offerMade': {
      const { agentId, agentName, reason } = body.value;
      const decision = decisionFromWire(body.value.decision);
      return { kind: 'offered', agentId, agentName, reason, decision };
    }
    case 'offerEnded': {
      const { agentId, agentName, reason } = body.value;
      const outcome = outcomes[body.value.outcome] ?? 'withdrawn';
      return { kind: 'offerEnded', agentId, agentName, outcome, reason };
    }
    case 'requirementRelaxed':
      return { kind: 'relaxed', skill: body.value.skill };
    case 'waitBegan': {
      const { place, range } = body.value;
      const { halfS = 0, mostS = 0 } = range ?? {};
      return { kind: 'waited', place, halfMs: halfS * 1000, mostMs: mostS * 1000 };
    }
    case 'transferEnded':
      return { kind: 'transferEnded', reason: body.value.reason };
    case 'overflowEnded':
      return { kind: 'overflowEnded', queueId: body.value.queueId };
    case 'conversationResolved':
      return { kind: 'resolved' };
    case 'conversationReopened':
      return { kind: 'reopened', reason: body.value.reason };
    case 'slaClockStarted':
      return body.value.clock
        ? { kind: 'clockStarted', clock: clockFromWire(body.value.clock) }
        : { kind: 'other' };
    case 'slaWarned':
      return body.value.clock
        ? { kind: 'clockWarned', clock: clockFromWire(body.value.clock) }
        : { kind: 'other' };
    case 'workStatusChanged':
      return { kind: 'work', work: workFromWire(body.value.status) };
    case 'responseWaived':
      return { kind: 'waived', reason: body.value.reason };
    case 'slaClockStopped':
      return body.value.clock
        ? { kind: 'clockStopped', clock: clockFromWire(body.value.clock) }
        : { kind: 'other' };
    default:
      return { kind: 'other' };
  }
}
