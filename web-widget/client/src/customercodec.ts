// Customer frames to bytes and back with pbf, and what of an event a customer gets to see. Small on purpose: all of
// this ends up in the page of a shop. Nothing here may import the agent's side.
import { PbfReader, PbfWriter } from 'pbf';
import {
  type CustomerFrame,
  type CustomerHello,
  type CustomerServerFrame,
  type Event,
  Role,
  readCustomerServerFrames,
  writeCustomerFrames,
} from './gen/customer.js';

export type {
  CustomerConversation,
  CustomerServerFrame,
  CustomerWelcome,
  Event,
  Events,
  Typing,
} from './gen/customer.js';
export { ConversationStatus, Role, TypingState } from './gen/customer.js';

/** A frame to send; absent fields have their proto3 default. */
export type CustomerOut = Omit<CustomerFrame, 'hello'> & { hello?: Partial<CustomerHello> };

/** One line of the conversation as a customer sees it. Plain JSON: kept in the browser's storage as it is. */
export type Item =
  | {
      kind: 'message';
      seq: number;
      at_ms: number;
      key: string;
      mine: boolean;
      author: string;
      text: string;
    }
  | { kind: 'joined'; seq: number; at_ms: number; author: string }
  | { kind: 'resolved' | 'reopened'; seq: number; at_ms: number };

/** How far the other side received and read. */
export interface Marks {
  delivered: number;
  read: number;
}

export function encodeCustomerFrames(frames: CustomerOut[]): Uint8Array {
  const pbf = new PbfWriter();
  writeCustomerFrames({ frames: frames as CustomerFrame[] }, pbf);
  return pbf.finish();
}

/** Throws on bytes that are not a CustomerServerFrames. */
export function decodeCustomerFrames(bytes: Uint8Array): CustomerServerFrame[] {
  const pbf = new PbfReader(bytes);
  const { frames } = readCustomerServerFrames(pbf);
  // pbf reads past the end without complaint; a batch must end exactly where its last field does.
  if (pbf.pos !== bytes.length) throw new Error('malformed batch');
  return frames;
}

/** Null for events that change nothing a customer sees as a line. */
export function itemOf(event: Event): Item | null {
  const { seq, occurred_ms: at_ms } = event;
  if (event.message) {
    const author = event.message.author ?? event.actor;
    return {
      kind: 'message',
      seq,
      at_ms,
      key: event.event_key,
      mine: author?.role === Role.CONTACT,
      author: author?.profile?.display_name ?? '',
      text: event.message.parts.map((part) => part.text?.text ?? '').join('\n'),
    };
  }
  if (event.conversation_assigned?.agent_name) {
    return { kind: 'joined', seq, at_ms, author: event.conversation_assigned.agent_name };
  }
  if (event.conversation_resolved) return { kind: 'resolved', seq, at_ms };
  if (event.conversation_reopened) return { kind: 'reopened', seq, at_ms };
  return null;
}
