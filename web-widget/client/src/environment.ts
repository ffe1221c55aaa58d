// What the client takes from the outside world: sockets, time, chance and storage. Tests hand in their own;
// applications use the defaults. Nothing else in this package touches a global.

/** The part of the browser's WebSocket that is used; the `ws` package fits as well. */
export interface Socket {
  binaryType: string;
  readonly bufferedAmount: number;
  readonly readyState: number;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(data: Uint8Array): void;
  close(code?: number, reason?: string): void;
}
export type SocketConstructor = new (url: string, protocols: string[]) => Socket;

export type TimerId = unknown;
export interface Timers {
  /** Runs `fn` once after `ms` milliseconds. */
  set(fn: () => void, ms: number): TimerId;
  clear(id: TimerId): void;
}

export interface Environment {
  webSocket: SocketConstructor;
  /** Unix milliseconds. */
  now: () => number;
  timers: Timers;
  /** Uniform in [0, 1). */
  random: () => number;
}

interface Globals {
  WebSocket: SocketConstructor;
  setTimeout(fn: () => void, ms: number): TimerId;
  clearTimeout(id: TimerId): void;
  crypto: { getRandomValues(bytes: Uint8Array): Uint8Array };
}
const globals = globalThis as unknown as Globals;

export function environmentWith(given: Partial<Environment>): Environment {
  return {
    webSocket: given.webSocket ?? globals.WebSocket,
    now: given.now ?? Date.now,
    timers: given.timers ?? {
      set: (fn, ms) => globals.setTimeout(fn, ms),
      clear: (id) => globals.clearTimeout(id),
    },
    random: given.random ?? Math.random,
  };
}

/** A UUIDv7 (RFC 9562 §5.7) in text form: 48 bits of unix milliseconds, the rest random. */
export function newCommandId(now_ms: number): string {
  const bytes = globals.crypto.getRandomValues(new Uint8Array(16));
  const time = now_ms.toString(16).padStart(12, '0');
  const tail = Array.from(bytes.subarray(6), (b) => b.toString(16).padStart(2, '0')).join('');
  const variant = ((bytes[8]! & 0x3f) | 0x80).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${tail.slice(1, 4)}-${variant}${tail.slice(6, 8)}-${tail.slice(8)}`;
}

/** A value that can be watched: `subscribe` calls at once and after each change (the Svelte store contract). */
export interface Readable<T> {
  readonly current: T;
  subscribe(fn: (value: T) => void): () => void;
}

export class Watched<T> implements Readable<T> {
  private readonly listeners_ = new Set<(value: T) => void>();
  constructor(public current: T) {}

  set(value: T): void {
    this.current = value;
    for (const fn of [...this.listeners_]) fn(value);
  }

  subscribe(fn: (value: T) => void): () => void {
    this.listeners_.add(fn);
    fn(this.current);
    return () => this.listeners_.delete(fn);
  }
}

/** Listeners by event name; a listener that throws does not keep the others from hearing. */
export class Emitter<Events> {
  private readonly listeners_ = new Map<keyof Events, Set<(value: never) => void>>();

  on<K extends keyof Events>(name: K, fn: (value: Events[K]) => void): () => void {
    const set = this.listeners_.get(name) ?? new Set();
    this.listeners_.set(name, set.add(fn as (value: never) => void));
    return () => set.delete(fn as (value: never) => void);
  }

  emit<K extends keyof Events>(name: K, value: Events[K]): void {
    for (const fn of [...(this.listeners_.get(name) ?? [])]) {
      try {
        (fn as (value: Events[K]) => void)(value);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
