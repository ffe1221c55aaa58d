// The hub's end of the customer socket for tests, and a customer with a browser's storage: real frames, written by
// hand through the generated code.
import { PbfReader, PbfWriter } from 'pbf';
import { type CustomerCommand, createCustomerClient, type Held } from '../src/customer.ts';
import {
  type CustomerFrame,
  type CustomerServerFrame,
  type Event,
  readCustomerFrames,
  writeCustomerServerFrames,
} from '../src/gen/customer.js';
import type { Pending } from '../src/outbox.ts';
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

/** Storage of one browser, shared by its tabs. */
export function browser() {
  const disk: { held: string | null; outbox: string } = { held: null, outbox: '[]' };
  const load = () => JSON.parse(disk.outbox) as Pending<CustomerCommand>[];
  return {
    disk,
    load: () => (disk.held ? (JSON.parse(disk.held) as Held) : null),
    save: (held: Held) => {
      disk.held = JSON.stringify(held);
    },
    clear: () => {
      disk.held = null;
    },
    outbox: {
      load,
      update: (change: (all: Pending<CustomerCommand>[]) => Pending<CustomerCommand>[]) => {
        disk.outbox = JSON.stringify(change(load()));
        return true;
      },
    },
  };
}
export function make(store = browser()) {
  return createCustomerClient({
    url: 'ws://hub/ws/customer',
    siteKey: 'site_demo',
    store,
    webSocket: FakeSocket,
    random: () => 0.5,
    locale: 'de-CH',
    timeZone: 'Europe/Zurich',
    page: () => ({ url: 'https://shop/lamp', title: 'Lamp', referrer: '' }),
  });
}
/** Connects and plays the hub's first answer; returns the hello. */
export function greeted(client = make(), frame = welcome({})) {
  client.connect();
  return answerHello(frame);
}
export function answerHello(frame = welcome({})) {
  FakeSocket.last.opens();
  const hello = fromCustomer(FakeSocket.last)[0]!.hello!;
  toCustomer(frame);
  return hello;
}
export const sends = () => fromCustomer(FakeSocket.last).flatMap((f) => (f.send ? [f.send] : []));
export const lines = (client: ReturnType<typeof make>) =>
  client
    .view()
    .items.map((i) => (i.kind === 'message' ? `${i.seq}:${i.text}` : `${i.seq}:${i.kind}`));
export const held = (welcomeFrame = welcome({ conversation: 'cnv_1' })) => {
  const store = browser();
  const client = make(store);
  greeted(client, welcomeFrame);
  serve('cnv_1', 0, 3, [message(1, 'hi'), message(2, 'hello', 'Anna'), message(3, 'ok')]);
  client.close();
  return store;
};
