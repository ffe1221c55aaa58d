// Goal: a customer sees each message once and in order, loses nothing he wrote, and stays who he is, whatever
// happens to sockets, tokens and tabs.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { encodeCustomerFrames } from '../src/customercodec.ts';
import {
  answerHello,
  fromCustomer,
  greeted,
  held,
  lines,
  make,
  message,
  resolved,
  sends,
  serve,
  toCustomer,
  welcome,
} from './customerhub.ts';
import { FakeSocket } from './fakesocket.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_760_000_000_000 });
  FakeSocket.all = [];
});
afterEach(() => vi.useRealTimers());

describe('bytes', () => {
  it('are what protoc reads', () => {
    const bytes = encodeCustomerFrames([
      { hello: { site_key: 'site_demo', token: new Uint8Array([1, 2]), after_seq: 70_000 } },
      { send: { command_id: 'c', text: { text: 'Grüße 👋', language: '' } } },
    ]);
    const root = fileURLToPath(new URL('../../../proto', import.meta.url));
    const text = execFileSync(
      'protoc',
      [`-I${root}`, '--decode=usher.v1.CustomerFrames', 'usher/v1/customer.proto'],
      { input: bytes, encoding: 'utf8' },
    );
    expect(text.replace(/\s+/g, ' ')).toBe(
      'frames { hello { site_key: "site_demo" token: "\\001\\002" after_seq: 70000 } } frames { send ' +
        '{ command_id: "c" text { text: "Gr\\303\\274\\303\\237e \\360\\237\\221\\213" } } } ',
    );
  });
});

describe('a first visit', () => {
  it('says which site it is and shows the greeting; nothing about the person', () => {
    const client = make();
    const hello = greeted(client);
    expect(hello).toMatchObject({ site_key: 'site_demo', locale: 'de-CH', conversation_id: '' });
    expect(hello.token).toHaveLength(0);
    expect(client.view()).toMatchObject({ greeting: 'Hello!', inbox_name: 'Shop', items: [] });
  });

  it('sends a message once and settles it by its event', () => {
    const client = make();
    greeted(client);
    const pending = client.send('  hi  ')!;
    expect(sends()).toMatchObject([
      { command_id: pending.id, text: { text: 'hi' }, page: { url: 'https://shop/lamp' } },
    ]);
    serve('cnv_1', 0, 2, [message(1, 'hi', '', pending.id)]);
    expect(lines(client)).toEqual(['1:hi']);
    expect(client.view().pending).toEqual([]);
    expect(client.send('   ')).toBeNull();
  });

  it("makes ids from the hub's time, whatever its own clock says", () => {
    vi.setSystemTime(1_760_000_000_000 + 3_600_000);
    const client = make();
    greeted(client);
    const { id } = client.send('hi')!;
    expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(1_760_000_000_000);
  });

  it('keeps token and conversation for the next visit', () => {
    const store = held();
    const again = make(store);
    expect(lines(again)).toEqual(['1:hi', '2:hello', '3:ok']);
    again.connect();
    const hello = answerHello(welcome({ conversation: 'cnv_1' }));
    expect(hello).toMatchObject({ conversation_id: 'cnv_1', after_seq: 3, epoch: 'e1' });
    expect([...hello.token]).toEqual([7, 7]);
    serve('cnv_1', 3, 4, [message(4, 'back', 'Anna')]);
    expect(lines(again)).toEqual(['1:hi', '2:hello', '3:ok', '4:back']);
  });
});

describe('a broken line', () => {
  it('queues what is written and sends it in order with the same ids', () => {
    const client = make();
    greeted(client);
    const first = client.send('one')!;
    FakeSocket.last.closes(1006);
    const second = client.send('two')!;
    vi.advanceTimersByTime(250);
    answerHello();
    expect(sends().map((s) => s.command_id)).toEqual([first.id]);
    serve('cnv_1', 0, 1, [message(1, 'one', '', first.id)]);
    serve('cnv_1', 1, 2, [message(2, 'two', '', second.id)]);
    expect(lines(client)).toEqual(['1:one', '2:two']);
    expect(client.view().pending).toEqual([]);
  });

  it('resumes after what it holds', () => {
    const client = make();
    greeted(client, welcome({ conversation: 'cnv_1' }));
    serve('cnv_1', 0, 5, [message(1, 'a'), message(4, 'b', 'Anna')]);
    FakeSocket.last.closes(1012);
    vi.advanceTimersByTime(250);
    expect(answerHello(welcome({ conversation: 'cnv_1' })).after_seq).toBe(5);
    serve('cnv_1', 3, 7, [message(4, 'b', 'Anna'), message(7, 'c', 'Anna')]);
    expect(lines(client)).toEqual(['1:a', '4:b', '7:c']);
  });

  it('says hello again on a gap and ends with each message once', () => {
    const client = make();
    greeted(client, welcome({ conversation: 'cnv_1' }));
    serve('cnv_1', 0, 2, [message(1, 'a')]);
    vi.advanceTimersByTime(6_000);
    serve('cnv_1', 3, 4, [message(4, 'd', 'Anna')]);
    expect(lines(client)).toEqual(['1:a']);
    expect(FakeSocket.all).toHaveLength(2);
    expect(answerHello(welcome({ conversation: 'cnv_1' })).after_seq).toBe(2);
    serve('cnv_1', 2, 4, [message(3, 'c', 'Anna'), message(4, 'd', 'Anna')]);
    expect(lines(client)).toEqual(['1:a', '3:c', '4:d']);
  });

  it('settles a resent message by an event that is held already', () => {
    const client = make();
    greeted(client, welcome({ conversation: 'cnv_1' }));
    const pending = client.send('one')!;
    serve('cnv_1', 0, 3, [message(3, 'x', 'Anna')]);
    serve('cnv_1', 0, 1, [message(1, 'one', '', pending.id)]);
    expect(client.view().pending).toEqual([]);
  });

  it('takes the newest page when too much was missed, and loads the rest on request', async () => {
    const client = make();
    greeted(client, welcome({ conversation: 'cnv_1' }));
    serve('cnv_1', 0, 2, [message(1, 'old'), message(2, 'old', 'Anna')]);
    FakeSocket.last.closes(1006);
    vi.advanceTimersByTime(250);
    answerHello(welcome({ conversation: 'cnv_1' }));
    serve('cnv_1', 700, 702, [message(701, 'new'), message(702, 'new', 'Anna')]);
    expect(lines(client)).toEqual(['701:new', '702:new']);
    expect(client.view().has_older).toBe(true);
    const loaded = client.loadOlder();
    expect(fromCustomer(FakeSocket.last).at(-1)!.history).toMatchObject({ before_seq: 701 });
    toCustomer({
      history_page: {
        page: {
          conversation_id: 'cnv_1',
          after_seq: 0,
          through_seq: 700,
          events: [message(9, 'older')],
        },
        complete: true,
      },
    });
    expect(await loaded).toBe(true);
    expect(lines(client)).toEqual(['9:older', '701:new', '702:new']);
    expect(client.view().has_older).toBe(false);
  });
});

describe('receipts and typing', () => {
  it('tells what arrived and what was seen, at most every 300 ms', () => {
    const client = make();
    greeted(client, welcome({ conversation: 'cnv_1' }));
    serve('cnv_1', 0, 2, [message(2, 'hello', 'Anna')]);
    serve('cnv_1', 2, 3, [message(3, 'there', 'Anna')]);
    client.markRead();
    const receipts = () =>
      fromCustomer(FakeSocket.last).flatMap((f) => (f.receipt ? [f.receipt] : []));
    expect(receipts()).toMatchObject([{ delivered_seq: 2, read_seq: 0 }]);
    vi.advanceTimersByTime(300);
    expect(receipts()[1]).toMatchObject({ delivered_seq: 3, read_seq: 3 });
    client.markRead();
    vi.advanceTimersByTime(1_000);
    expect(receipts()).toHaveLength(2);
  });

  it('counts what is unread over a reload', () => {
    expect(make(held()).view().unread).toBe(1);
  });

  it('knows how far the agent read', () => {
    const client = make();
    greeted(client, welcome({ conversation: 'cnv_1', delivered: 2, read: 1 }));
    expect(client.view()).toMatchObject({ delivered: 2, read: 1 });
    serve('cnv_1', 0, 4, [
      {
        ...message(4, ''),
        message: undefined,
        receipt_advanced: { side: 2, delivered_seq: 3, read_seq: 3 },
      },
    ]);
    expect(client.view()).toMatchObject({ delivered: 3, read: 3, items: [] });
  });

  it('forgets typing after 6 s and when the message comes', () => {
    const client = make();
    greeted(client, welcome({ conversation: 'cnv_1' }));
    const anna = { role: 2, actor_id: 'agt_1', profile: { display_name: 'Anna' } };
    const typing = () =>
      toCustomer({ typing: { conversation_id: 'cnv_1', actor: anna, state: 1 } });
    typing();
    expect(client.view().typing).toBe('Anna');
    vi.advanceTimersByTime(6_000);
    expect(client.view().typing).toBeNull();
    typing();
    serve('cnv_1', 0, 1, [message(1, 'here', 'Anna')]);
    expect(client.view().typing).toBeNull();
  });

  it('tells typing at most every 3 s, and stopping at once', () => {
    const client = make();
    greeted(client, welcome({ conversation: 'cnv_1' }));
    for (let i = 0; i < 40; i += 1) {
      client.typing(true);
      vi.advanceTimersByTime(100);
    }
    client.typing(false);
    client.typing(false);
    const told = fromCustomer(FakeSocket.last).flatMap((f) => (f.typing ? [f.typing.state] : []));
    expect(told).toEqual([1, 1, 2]);
  });
});

describe('other frames', () => {
  it('shows refusals with their reason and retries under a new id', () => {
    const client = make();
    greeted(client);
    const { id } = client.send('x')!;
    toCustomer({
      rejected: { command_id: id, code: 'unavailable', text: 'Not now.', retry_after_ms: 0 },
    });
    expect(client.view().pending[0]).toMatchObject({
      state: 'failed',
      failure: { text: 'Not now.' },
    });
    client.retry(id);
    expect(sends()[1]!.command_id).not.toBe(id);
  });

  it('a name that was given is settled when accepted', () => {
    const client = make();
    greeted(client);
    client.update({ name: 'Kim' });
    const { command_id } = fromCustomer(FakeSocket.last).at(-1)!.update!;
    toCustomer({ accepted: { command_ids: [command_id] } });
    expect(client.view().pending).toEqual([]);
  });

  it('announces messages of the other side, not own ones and not old ones', () => {
    const client = make();
    const heard: string[] = [];
    client.on('message', (item) => heard.push(item.text));
    greeted(client, welcome({ conversation: 'cnv_1' }));
    serve('cnv_1', 0, 2, [message(1, 'mine'), message(2, 'before', 'Anna')]);
    serve('cnv_1', 2, 4, [message(3, 'mine'), message(4, 'now', 'Anna'), resolved(5)]);
    expect(heard).toEqual(['now']);
  });

  it('survives frames of a kind it does not know and drops a broken batch', () => {
    const client = make();
    greeted(client);
    FakeSocket.last.receives(new Uint8Array([0x0a, 0x03, 0xfa, 0x06, 0x00])); // frame with unknown field 111
    expect(client.view().connection.name).toBe('live');
    FakeSocket.last.receives(new Uint8Array([0x0a, 0x20, 0x01]));
    expect(FakeSocket.last.closedWith).toBe(4000);
    expect(client.view().connection.name).toBe('resuming');
  });
});
