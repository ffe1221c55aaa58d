// Goal: a browser is one person to the hub, over reloads, tabs and expired tokens, until it is told to forget.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  answerHello,
  browser,
  fromCustomer,
  greeted,
  held,
  lines,
  make,
  message,
  sends,
  serve,
  welcome,
} from './customerhub.ts';
import { FakeSocket } from './fakesocket.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_760_000_000_000 });
  FakeSocket.all = [];
});
afterEach(() => vi.useRealTimers());

describe('who one is', () => {
  it('is kept from the moment something was written, not before', () => {
    const store = browser();
    const client = make(store);
    greeted(client);
    client.flush();
    expect(store.disk.held).toBeNull();
    client.send('hi');
    expect(store.load()?.contact_id).toBe('ctc_1');
  });

  it.each([4010, 4011])(
    'close %i drops token and history, begins anew, keeps the unsent',
    (code) => {
      const store = held();
      const client = make(store);
      client.connect();
      FakeSocket.last.opens();
      client.send('still unsaid');
      FakeSocket.last.closes(code);
      expect(store.disk.held).toBeNull();
      expect(lines(client)).toEqual([]);
      vi.advanceTimersByTime(250);
      const hello = answerHello(welcome({ contact: 'ctc_2' }));
      expect(hello.token).toHaveLength(0);
      expect(hello).toMatchObject({ conversation_id: '', after_seq: 0 });
      expect(sends()).toMatchObject([{ text: { text: 'still unsaid' } }]);
    },
  );

  it('drops what it held when the hub says it is void, but not the token', () => {
    const client = make(held());
    client.connect();
    answerHello(welcome({ conversation: 'cnv_1', resync: true, epoch: 'e2' }));
    expect(lines(client)).toEqual([]);
    serve('cnv_1', 0, 1, [message(1, 'hi')]);
    expect(lines(client)).toEqual(['1:hi']);
    FakeSocket.last.closes(1006);
    vi.advanceTimersByTime(250);
    const hello = answerHello();
    expect(hello.token).toHaveLength(2);
    expect(hello).toMatchObject({ epoch: 'e2', after_seq: 1 });
  });

  it('stops on an unknown site', () => {
    const client = make();
    client.connect();
    FakeSocket.last.closes(4004);
    vi.advanceTimersByTime(60_000);
    expect(client.view().connection).toEqual({ name: 'closed', code: 4004 });
  });

  it('reset forgets everything on this device', () => {
    const store = held();
    const client = make(store);
    client.connect();
    answerHello(welcome({ conversation: 'cnv_1' }));
    client.reset();
    expect(store.disk).toEqual({ held: null, outbox: '[]' });
    expect(answerHello(welcome({ contact: 'ctc_9' })).token).toHaveLength(0);
    expect(lines(client)).toEqual([]);
    client.close();
    expect(store.disk.held).toBeNull();
  });

  it('two tabs of a first visit become one person', () => {
    const store = browser();
    const [a, b] = [make(store), make(store)];
    greeted(a, welcome({ contact: 'ctc_a', token: [1] }));
    greeted(b, welcome({ contact: 'ctc_b', token: [2] }));
    expect(store.disk.held).toBeNull(); // nobody wrote yet
    b.send('hi');
    a.storeChanged();
    FakeSocket.last.opens();
    expect([...fromCustomer(FakeSocket.last)[0]!.hello!.token]).toEqual([2]);
  });

  it('forgetting in one tab forgets in the other', () => {
    const store = held();
    const client = make(store);
    client.connect();
    answerHello(welcome({ conversation: 'cnv_1' }));
    store.clear();
    client.storeChanged();
    expect(lines(client)).toEqual([]);
  });
});
