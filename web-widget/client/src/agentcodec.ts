// Agent frames to bytes and back, and the plain shapes the console works with. The only file, beside the generated
// ones, that knows @bufbuild/protobuf; nothing of the customer's side may import it.
import {
  create,
  fromBinary,
  fromJson,
  type JsonValue,
  type MessageInitShape,
  toBinary,
} from '@bufbuild/protobuf';
import * as wire from './gen/usher/v1/agent_pb.ts';
import { EventSchema, type Event as WireEvent } from './gen/usher/v1/event_pb.ts';
import type * as live from './gen/usher/v1/live_pb.ts';
import { type Presence, Role } from './gen/usher/v1/model_pb.ts';
import type { WorkStatus } from './gen/usher/v1/sla_pb.ts';
import type * as socket from './gen/usher/v1/socket_pb.ts';
import { type Plain, plain } from './plain.ts';

export { TypingState } from './gen/usher/v1/live_pb.ts';
export {
  AgentRole,
  ClockState,
  ConversationStatus,
  Direction,
  Presence,
  SlaTarget,
} from './gen/usher/v1/model_pb.ts';
export { AgentChoice, OfferOutcome } from './gen/usher/v1/routing_pb.ts';
export { WorkStatus } from './gen/usher/v1/sla_pb.ts';
export { Role };

export type Event = Plain<WireEvent>;
export type AgentServerFrame = Plain<wire.AgentServerFrame>;
export type AgentWelcome = Plain<wire.AgentWelcome>;
export type AgentSummary = Plain<wire.AgentSummary>;
export type QueueSummary = Plain<wire.QueueSummary>;
export type ConversationSummary = Plain<wire.ConversationSummary>;
export type ConversationsChanged = Plain<wire.ConversationsChanged>;
export type AgentsChanged = Plain<wire.AgentsChanged>;
export type QueuesChanged = Plain<wire.QueuesChanged>;
export type Done = Plain<wire.Done>;
export type Rejected = Plain<socket.Rejected>;
export type Events = Plain<socket.Events>;
export type Typing = Plain<live.Typing>;
export type Viewing = Plain<live.Viewing>;
export type AgentHistoryPage = Plain<wire.AgentHistoryPage>;

export type AgentFrame = NonNullable<MessageInitShape<typeof wire.AgentFrameSchema>['body']>;

/** What comes with a conversation that is passed on. */
export interface Packet {
  reason: string;
  summary: string;
  tried: string;
  promised: string;
  identity: string;
}

export interface Transfer {
  conversationId: string;
  queueId: string;
  agentId: string;
  note: string;
  /** The owner keeps it until somebody else has it. */
  warm: boolean;
  packet?: Packet;
}

/** What an agent does that changes something; kept by the outbox until the hub settles it. */
export type AgentCommand =
  | { kind: 'send'; conversationId: string; text: string; note: boolean }
  | { kind: 'assign'; conversationId: string; agentId: string }
  | ({ kind: 'transfer' } & Transfer)
  | { kind: 'cancelTransfer'; conversationId: string }
  | { kind: 'acceptOffer'; conversationId: string; number: number }
  | { kind: 'declineOffer'; conversationId: string; number: number; reason: string }
  | { kind: 'accepting'; conversationId: ''; agentId: string; accepting: boolean; reason: string }
  | { kind: 'resolve'; conversationId: string }
  | { kind: 'reopen'; conversationId: string }
  | { kind: 'workStatus'; conversationId: string; status: WorkStatus }
  | { kind: 'waive'; conversationId: string; reason: string }
  | { kind: 'presence'; conversationId: ''; presence: Presence }
  | { kind: 'presenceOf'; conversationId: ''; agentId: string; presence: Presence; note: string }
  | { kind: 'capacityOf'; conversationId: ''; agentId: string; capacity: number };

export function commandFrame(commandId: string, command: AgentCommand): AgentFrame {
  const { conversationId } = command;
  switch (command.kind) {
    case 'send': {
      const text = { text: command.text };
      return {
        case: 'send',
        value: { commandId, conversationId, text, privateNote: command.note },
      };
    }
    case 'assign':
      return { case: 'assign', value: { commandId, conversationId, agentId: command.agentId } };
    case 'transfer': {
      const { queueId, agentId, note, warm, packet } = command;
      return {
        case: 'transfer',
        value: { commandId, conversationId, queueId, agentId, note, warm, packet },
      };
    }
    case 'cancelTransfer':
      return { case: 'cancelTransfer', value: { commandId, conversationId } };
    case 'acceptOffer':
      return {
        case: 'acceptOffer',
        value: { commandId, conversationId, number: command.number },
      };
    case 'declineOffer': {
      const { number, reason } = command;
      return { case: 'declineOffer', value: { commandId, conversationId, number, reason } };
    }
    case 'accepting': {
      const { agentId, accepting, reason } = command;
      return { case: 'setAccepting', value: { commandId, agentId, accepting, reason } };
    }
    case 'resolve':
      return { case: 'resolve', value: { commandId, conversationId } };
    case 'reopen':
      return { case: 'reopen', value: { commandId, conversationId } };
    case 'workStatus':
      return { case: 'workStatus', value: { commandId, conversationId, status: command.status } };
    case 'waive':
      return { case: 'waive', value: { commandId, conversationId, reason: command.reason } };
    case 'presence':
      return { case: 'presence', value: { commandId, presence: command.presence } };
    case 'presenceOf': {
      const { agentId, presence, note } = command;
      return { case: 'setPresence', value: { commandId, agentId, presence, note } };
    }
    case 'capacityOf': {
      const { agentId, capacity } = command;
      return { case: 'setCapacity', value: { commandId, agentId, capacity } };
    }
  }
}

export function encodeAgentFrames(frames: AgentFrame[]): Uint8Array {
  const batch = create(wire.AgentFramesSchema, { frames: frames.map((body) => ({ body })) });
  return toBinary(wire.AgentFramesSchema, batch);
}

/** Throws on bytes that are not an AgentServerFrames. */
export function decodeAgentFrames(bytes: Uint8Array): AgentServerFrame[] {
  return plain(fromBinary(wire.AgentServerFramesSchema, bytes)).frames;
}

/** An event as the REST history gives it, in proto3 JSON. Throws on anything else. */
export function eventFromJson(json: JsonValue): Event {
  return plain(fromJson(EventSchema, json, { ignoreUnknownFields: true }));
}
