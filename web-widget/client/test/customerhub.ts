// The hub's end of the customer socket for tests: real frames, written by hand through the generated code.
import { PbfReader, PbfWriter } from 'pbf';
import {
  type CustomerFrame,
  type CustomerServerFrame,
  type Event,
  readCustomerFrames,
  writeCustomerServerFrames,
} from '../src/gen/customer.js';
import { FakeSocket } from './fakesocket.ts';

export function toCustomer(...frames: unknown[]): void {
  const pbf = new PbfWriter();
  writeCustomerServerFrames({ frames: frames as CustomerServerFrame[] }, pbf);
  FakeSocket.last.receives(pbf.finish());
}

export function fromCustomer(socket: FakeSocket): CustomerFrame[] {
  return socket.sent.flatMap((data) => readCustomerFrames(new PbfReader(data)).frames);
}

export function serve(
  conversation_id: string,
  after_seq: number,
  through_seq: number,
  events: unknown[],
) {
  toCustomer({ events: { conversation_id, after_seq, through_seq, events } });
}

interface WelcomeParts {
  conversation?: string;
  contact?: string;
  token?: number[];
  epoch?: string;
  resync?: boolean;
  delivered?: number;
  read?: number;
}
export function welcome(parts: WelcomeParts) {
  const conversation = parts.conversation && {
    conversation_id: parts.conversation,
    status: 1,
    agent_delivered_seq: parts.delivered ?? 0,
    agent_read_seq: parts.read ?? 0,
  };
  return {
    welcome: {
      token: new Uint8Array(parts.token ?? [7, 7]),
      contact_id: parts.contact ?? 'ctc_1',
      epoch: parts.epoch ?? 'e1',
      server_ms: 1_760_000_000_000,
      inbox_name: 'Shop',
      greeting: 'Hello!',
      resync_required: parts.resync ?? false,
      conversation,
    },
  };
}

/** A message event: the customer's own unless an agent is named. */
export function message(seq: number, text: string, agent = '', event_key = ''): Partial<Event> {
  const profile = { display_name: agent };
  const author = agent ? { role: 2, actor_id: 'agt_1', profile } : { role: 1, actor_id: 'ctc_1' };
  const parts = [{ part_id: 'p', text: { text, language: '' } }];
  return {
    seq,
    event_key,
    occurred_ms: 1_760_000_000_000 + seq,
    message: { author, parts },
  } as never;
}

export function resolved(seq: number): Partial<Event> {
  return { seq, event_key: '', conversation_resolved: {} } as Partial<Event>;
}
