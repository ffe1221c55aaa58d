// The hub's time, as a value that changes once a second. Whatever counts down reads it; nothing else does.

export class Ticker {
  /** Unix milliseconds by the hub's clock, renewed at each full second. */
  now = $state(0);
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private source: () => number = Date.now) {
    this.now = source();
  }

  /** From now on time is read from here: the client knows how far this machine's clock is off. */
  follow(source: () => number): void {
    this.source = source;
    this.now = source();
  }

  read(): number {
    return this.source();
  }

  start(): void {
    this.stop();
    this.now = this.source();
    this.timer = setTimeout(() => this.start(), 1000 - (this.now % 1000) + 4);
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}
