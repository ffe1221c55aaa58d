// The network edge of the tests: sockets that a test opens, feeds and closes by hand, and all attempts in order.
import type { Socket } from '../src/environment.ts';

export class FakeSocket implements Socket {
  static all: FakeSocket[] = [];
  static get last(): FakeSocket {
    const socket = FakeSocket.all.at(-1);
    if (!socket) throw new Error('no socket was opened');
    return socket;
  }

  binaryType = '';
  bufferedAmount = 0;
  readyState = 1;
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  readonly sent: Uint8Array[] = [];
  closedWith: number | undefined;

  constructor(
    readonly url: string,
    readonly protocols: string[],
  ) {
    FakeSocket.all.push(this);
  }

  send(data: Uint8Array): void {
    this.sent.push(data);
  }
  close(code?: number): void {
    this.closedWith = code ?? 1005;
  }

  opens(): void {
    this.onopen?.({} as never);
  }
  receives(data: Uint8Array | string): void {
    const wire = typeof data === 'string' ? data : data.slice().buffer;
    this.onmessage?.({ data: wire } as never);
  }
  closes(code: number): void {
    this.onclose?.({ code } as never);
  }
}
