// What happened to a conversation, as one line in its thread. Pure.
import { s } from '../strings.ts';
import { duration } from './countdown.ts';
import type { Clock, EventBody, ThreadEvent } from './model.ts';
import type { SystemItem } from './timeline.ts';

export interface Names {
  agent(id: string): string;
  queue(id: string): string;
}

type Line = Pick<SystemItem, 'icon' | 'text'> &
  Partial<Pick<SystemItem, 'detail' | 'subtle' | 'decision' | 'packet'>>;

/** The line for an event, or null when it is nothing to tell. */
export function systemLine(event: ThreadEvent, names: Names): SystemItem | null {
  const line = lineOf(event, names);
  if (!line) return null;
  return {
    kind: 'system',
    key: `s${event.seq}`,
    atMs: event.atMs,
    detail: '',
    subtle: false,
    decision: null,
    packet: null,
    ...line,
  };
}

function lineOf({ body, actor, atMs }: ThreadEvent, names: Names): Line | null {
  const who = actor.by === 'agent' ? names.agent(actor.id) || actor.name : '';
  switch (body.kind) {
    case 'opened':
      return { icon: 'dot', text: s.system.opened };
    case 'queued':
      return {
        icon: 'queue',
        text: s.system.queued(names.queue(body.queueId) || s.contact.queue),
        detail: body.reason,
      };
    case 'assigned':
      return assignedLine(body, actor.id, who, names);
    case 'transferred': {
      const to = names.agent(body.agentId) || names.queue(body.queueId);
      const text = (body.warm ? s.system.offersTransfer : s.system.transferred)(who, to);
      return { icon: 'transfer', text, detail: body.note, packet: body.packet ?? null };
    }
    case 'offered': {
      const agent = names.agent(body.agentId) || body.agentName;
      const { reason: detail, decision } = body;
      return { icon: 'person', text: s.system.offered(agent), detail, decision, subtle: true };
    }
    case 'offerEnded':
      return offerLine(body, names);
    case 'relaxed':
      return { icon: 'queue', text: s.system.relaxed(body.skill), subtle: true };
    case 'waited':
      return { icon: 'queue', text: s.system.waits(body.place, told(body)), subtle: true };
    case 'transferEnded':
      return { icon: 'transfer', text: s.system.transferEnded, detail: body.reason };
    case 'overflowEnded':
      return { icon: 'late', text: s.system.overflowEnded };
    case 'resolved':
      return { icon: 'check', text: who ? s.system.resolved(who) : s.system.resolvedPlain };
    case 'reopened':
      if (who) return { icon: 'reopen', text: s.system.reopened(who) };
      return {
        icon: 'reopen',
        text: actor.by === 'customer' ? s.system.reopenedByMessage : s.system.reopenedPlain,
      };
    case 'clockStopped':
      return clockLine(body.clock);
    case 'clockWarned': {
      const left = duration(body.clock.dueMs - atMs);
      return { icon: 'clock', text: s.sla.warned(s.sla[body.clock.target], left), subtle: true };
    }
    case 'work':
      return { icon: 'clock', text: s.work.changed(who, s.work[body.work]), subtle: true };
    case 'waived':
      return { icon: 'check', text: s.work.waived(who), detail: body.reason };
    default:
      return null;
  }
}

function assignedLine(
  body: Extract<EventBody, { kind: 'assigned' }>,
  actorId: string,
  who: string,
  names: Names,
): Line {
  if (body.agentId === '') {
    return { icon: 'queue', text: who ? s.system.unassigned(who) : s.system.unassignedPlain };
  }
  const agent = names.agent(body.agentId) || body.agentName;
  const detail = body.reason;
  const decision = body.decision ?? null;
  if (who === '') return { icon: 'person', text: s.system.assigned(agent), detail, decision };
  const over = body.overLimit ? s.system.overLimit : '';
  if (actorId === body.agentId) return { icon: 'person', text: s.system.took(agent), detail: over };
  return { icon: 'person', text: s.system.assignedBy(agent, who), detail: over };
}

function offerLine(body: Extract<EventBody, { kind: 'offerEnded' }>, names: Names): Line | null {
  if (body.outcome === 'accepted') return null; // the assignment says it
  const agent = names.agent(body.agentId) || body.agentName;
  return {
    icon: 'person',
    text: s.system.offerEnded[body.outcome](agent),
    detail: body.outcome === 'missed' ? '' : body.reason,
    subtle: true,
  };
}

/** What the customer was told when he began to wait. */
function told({ halfMs, mostMs }: { halfMs: number; mostMs: number }): string {
  return mostMs === 0 ? '' : s.system.toldRange(duration(halfMs), duration(mostMs));
}

function clockLine(clock: Clock): Line | null {
  const what = s.sla[clock.target];
  if (clock.state === 'met') {
    const took = duration(clock.endedMs - clock.startedMs);
    return { icon: 'clock', text: s.system.clockMet(what, took), subtle: true };
  }
  if (clock.state === 'missed' && clock.endedMs > 0) {
    const took = duration(clock.endedMs - clock.startedMs);
    return { icon: 'late', text: s.system.clockLate(what, took), subtle: true };
  }
  if (clock.state === 'missed') {
    const target = duration(clock.allowedMs || clock.dueMs - clock.startedMs);
    return { icon: 'late', text: s.system.clockMissed(what, target), subtle: true };
  }
  if (clock.state === 'waived') {
    return { icon: 'clock', text: s.system.clockWaived(what), subtle: true };
  }
  return null;
}
