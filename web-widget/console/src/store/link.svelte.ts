// The state of the connection in the words of the person who waits for it.
import type { ConnectionState } from '@usher/client/agent';

export type LinkState = 'connecting' | 'live' | 'reconnecting' | 'offline' | 'broken';

/** Without a connection for this long it is called offline, not reconnecting. */
const OFFLINE_AFTER_MS = 8_000;

export class Link {
  state: LinkState = $state('connecting');
  private timer: ReturnType<typeof setTimeout> | undefined;

  follow(connection: ConnectionState, online: boolean): void {
    switch (connection.name) {
      case 'live':
        return this.become('live');
      case 'closed':
        return this.become('broken');
      case 'idle':
        return this.become('connecting');
      default:
        if (!online) return this.become('offline');
        if (this.state === 'offline') return;
        this.become(connection.name === 'connecting' ? 'connecting' : 'reconnecting');
        this.timer ??= setTimeout(() => this.become('offline'), OFFLINE_AFTER_MS);
    }
  }

  stop(): void {
    this.become('connecting');
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private become(state: LinkState): void {
    this.state = state;
    if (state === 'connecting' || state === 'reconnecting') return;
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
