// Goal: a connection comes back when and only when the protocol says so, and notices a dead peer.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Connection, type ConnectionOptions } from '../src/connection.ts';
import { environmentWith } from '../src/environment.ts';
import { FakeSocket } from './fakesocket.ts';

// A one-byte protocol: 'h' hello, 'w' welcome, 'p' ping, anything but '!' is readable.
const bytes = (text: string) => new TextEncoder().encode(text);
let random = 0.5;
let down: number[] = [];
let got: string[] = [];

function make(more: Partial<ConnectionOptions<string, string>> = {}) {
  return new Connection<string, string>(
    {
      url: 'ws://hub/ws',
      encode: (frames) => bytes(frames.join('')),
      decode: (data) => {
        const text = new TextDecoder().decode(data);
        if (text.includes('!')) throw new Error('unreadable');
        return [...text];
      },
      hello: () => 'h',
      ping: () => 'p',
      isWelcome: (frame) => frame === 'w',
      onFrames: (frames) => got.push(...frames),
      onDown: (code) => down.push(code),
      ...more,
    },
    environmentWith({ webSocket: FakeSocket, random: () => random }),
  );
}
function live(connection = make()) {
  connection.connect();
  FakeSocket.last.opens();
  FakeSocket.last.receives(bytes('w'));
  return connection;
}
const sentText = (socket = FakeSocket.last) => socket.sent.map((d) => new TextDecoder().decode(d));
const attempts = () => FakeSocket.all.length;

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.all = [];
  down = [];
  got = [];
  random = 0.5;
});
afterEach(() => vi.useRealTimers());

describe('opening', () => {
  it('says hello first and is live only after the welcome', () => {
    const connection = make();
    connection.connect();
    expect(FakeSocket.last.protocols).toEqual(['usher.v1']);
    expect(FakeSocket.last.binaryType).toBe('arraybuffer');
    expect(sentText()).toEqual([]);
    FakeSocket.last.opens();
    expect(sentText()).toEqual(['h']);
    expect(connection.send(['x'])).toBe(false);
    FakeSocket.last.receives(bytes('w1'));
    expect(connection.state.current).toEqual({ name: 'live' });
    expect(got).toEqual(['w', '1']);
    expect(connection.send(['x', 'y'])).toBe(true);
    expect(sentText()).toEqual(['h', 'xy']);
  });

  it('gives up an attempt that is not welcomed in 15 s', () => {
    const connection = make();
    connection.connect();
    FakeSocket.last.opens();
    vi.advanceTimersByTime(15_000);
    expect(FakeSocket.last.closedWith).toBe(1000);
    vi.advanceTimersByTime(250);
    expect(attempts()).toBe(2);
    expect(connection.state.current.name).toBe('connecting');
  });

  it('prepares before each attempt and stops with 4013 when nobody is logged in', async () => {
    const answers = [true, false];
    const connection = make({ prepare: async () => answers.shift() ?? false });
    connection.connect();
    expect(attempts()).toBe(0);
    await vi.advanceTimersByTimeAsync(0);
    expect(attempts()).toBe(1);
    FakeSocket.last.closes(1006);
    await vi.advanceTimersByTimeAsync(250);
    expect(connection.state.current).toEqual({ name: 'closed', code: 4013 });
    expect(attempts()).toBe(1);
  });

  it('tries again when the preparation fails or hangs', async () => {
    let calls = 0;
    make({
      prepare: () => {
        calls += 1;
        return calls === 1 ? Promise.reject(new Error('offline')) : new Promise(() => {});
      },
    }).connect();
    await vi.advanceTimersByTimeAsync(250);
    expect(calls).toBe(2);
    await vi.advanceTimersByTimeAsync(10_000 + 500);
    expect(calls).toBe(3);
  });
});

describe('back-off', () => {
  it('draws from 0 to 0.5 s doubled each time, and never more than 30 s', () => {
    random = 0.999999;
    make().connect();
    for (const limit of [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000]) {
      const before = attempts();
      FakeSocket.last.closes(1006);
      vi.advanceTimersByTime(limit - 10);
      expect(attempts()).toBe(before);
      vi.advanceTimersByTime(10);
      expect(attempts()).toBe(before + 1);
    }
  });

  it('starts from the beginning only after a healthy time', () => {
    random = 0.999999;
    live();
    FakeSocket.last.closes(1012); // live for no time: a hub that accepts and drops must not be hammered
    vi.advanceTimersByTime(500);
    FakeSocket.last.opens();
    FakeSocket.last.receives(bytes('w'));
    FakeSocket.last.closes(1012);
    vi.advanceTimersByTime(990);
    expect(attempts()).toBe(2);
    vi.advanceTimersByTime(10);
    FakeSocket.last.opens();
    FakeSocket.last.receives(bytes('w'));
    vi.advanceTimersByTime(5_000);
    FakeSocket.last.closes(1012);
    vi.advanceTimersByTime(500);
    expect(attempts()).toBe(4);
  });

  it('does not wait it out when the browser is online again', () => {
    const connection = live();
    for (let i = 0; i < 6; i += 1) {
      FakeSocket.last.closes(1006);
      vi.runOnlyPendingTimers();
    }
    FakeSocket.last.closes(1006);
    const before = attempts();
    expect(connection.state.current).toMatchObject({ name: 'resuming' });
    connection.wake();
    expect(attempts()).toBe(before + 1);
    connection.wake(); // an attempt is running: no second one
    expect(attempts()).toBe(before + 1);
  });

  it('honours a Goaway', () => {
    const connection = live();
    connection.comeBackAfter(7_000);
    FakeSocket.last.closes(1012);
    connection.wake();
    vi.advanceTimersByTime(6_999);
    expect(attempts()).toBe(1);
    vi.advanceTimersByTime(1);
    expect(attempts()).toBe(2);
  });
});

describe('close codes', () => {
  it.each([1003, 4000, 4004, 4013])('%i stops', (code) => {
    const connection = live();
    FakeSocket.last.closes(code);
    vi.advanceTimersByTime(120_000);
    expect(connection.state.current).toEqual({ name: 'closed', code });
    expect(attempts()).toBe(1);
    expect(down).toEqual([code]);
    connection.connect();
    expect(attempts()).toBe(2);
  });

  it.each([1000, 1001, 1006, 1009, 1012, 1013, 4001, 4012])('%i comes back with jitter', (code) => {
    const connection = live();
    vi.advanceTimersByTime(5_000);
    FakeSocket.last.closes(code);
    expect(connection.state.current.name).toBe('resuming');
    vi.advanceTimersByTime(249);
    expect(attempts()).toBe(1);
    vi.advanceTimersByTime(1);
    expect(attempts()).toBe(2);
  });

  it.each([4008, 4010, 4011])('%i comes back at once, but not twice in a row', (code) => {
    live();
    vi.advanceTimersByTime(5_000);
    FakeSocket.last.closes(code);
    vi.advanceTimersByTime(0);
    expect(attempts()).toBe(2);
    FakeSocket.last.closes(code);
    vi.advanceTimersByTime(0);
    expect(attempts()).toBe(2);
    vi.advanceTimersByTime(500);
    expect(attempts()).toBe(3);
  });

  it('4029 comes back after 30 s, whatever the browser says', () => {
    const connection = live();
    FakeSocket.last.closes(4029);
    vi.advanceTimersByTime(29_000);
    connection.wake();
    expect(attempts()).toBe(1);
    vi.advanceTimersByTime(1_000);
    expect(attempts()).toBe(2);
  });

  it('4001 twice before a welcome stops an agent', () => {
    const connection = make({ unauthenticated_max: 2 });
    connection.connect();
    FakeSocket.last.closes(4001);
    vi.advanceTimersByTime(500);
    expect(attempts()).toBe(2);
    FakeSocket.last.closes(4001);
    expect(connection.state.current).toEqual({ name: 'closed', code: 4001 });
  });
});

describe('liveness', () => {
  it('pings every 20 s and gives up a peer that was silent for 45 s', () => {
    live();
    vi.advanceTimersByTime(40_000);
    expect(sentText()).toEqual(['h', 'p', 'p']);
    vi.advanceTimersByTime(4_999);
    expect(FakeSocket.last.closedWith).toBeUndefined();
    vi.advanceTimersByTime(1);
    expect(FakeSocket.last.closedWith).toBe(1000);
    expect(down).toEqual([1006]);
  });

  it('stays as long as anything is heard', () => {
    live();
    for (let i = 0; i < 10; i += 1) {
      vi.advanceTimersByTime(20_000);
      FakeSocket.last.receives(bytes('o'));
    }
    expect(attempts()).toBe(1);
  });

  it('probes when woken and notices within 5 s that the peer is gone', () => {
    const connection = live();
    vi.advanceTimersByTime(1_000);
    connection.wake();
    expect(sentText().at(-1)).toBe('p');
    vi.advanceTimersByTime(5_000);
    expect(down).toEqual([1006]);
  });

  it('takes no more while 256 KiB wait in the socket', () => {
    const connection = live();
    FakeSocket.last.bufferedAmount = 256 * 1024 + 1;
    expect(connection.send(['x'])).toBe(false);
  });
});

describe('a peer that talks nonsense', () => {
  it.each([
    ['unreadable bytes', bytes('!')],
    ['text', 'w'],
  ])('%s: closes with 4000, tries again, stops at the third time', (_, nonsense) => {
    const connection = live();
    for (let i = 0; i < 3; i += 1) {
      expect(connection.state.current.name).not.toBe('closed');
      FakeSocket.last.opens();
      FakeSocket.last.receives(nonsense);
      expect(FakeSocket.last.closedWith).toBe(4000);
      vi.advanceTimersByTime(4_000);
    }
    expect(connection.state.current).toEqual({ name: 'closed', code: 4000 });
    expect(attempts()).toBe(3);
  });
});

describe('ending', () => {
  it('close() leaves nothing behind', () => {
    const connection = live();
    const socket = FakeSocket.last;
    connection.close();
    socket.receives(bytes('x'));
    socket.closes(1006);
    vi.advanceTimersByTime(120_000);
    expect(attempts()).toBe(1);
    expect(connection.state.current).toEqual({ name: 'idle' });
    expect(got).toEqual(['w']);
    expect(vi.getTimerCount()).toBe(0);
  });
});
