// Two small clocks both clients need: one that lets a signal through at most every so often, and one that forgets
// what was not repeated in time (typing, viewing).
import type { Environment, TimerId } from './environment.ts';

/** Calls `flush` at once, then at most every `every_ms`; what comes between is told by one later call. */
export class Throttle {
  private last_ms_ = Number.NEGATIVE_INFINITY;
  private timer_: TimerId = null;

  constructor(
    private readonly every_ms_: number,
    private readonly flush_: () => void,
    private readonly env_: Environment,
  ) {}

  poke(): void {
    if (this.timer_ !== null) return;
    const wait = this.last_ms_ + this.every_ms_ - this.env_.now();
    if (wait <= 0) return this.run();
    this.timer_ = this.env_.timers.set(() => this.run(), wait);
  }

  stop(): void {
    this.env_.timers.clear(this.timer_);
    this.timer_ = null;
  }

  private run(): void {
    this.stop();
    this.last_ms_ = this.env_.now();
    this.flush_();
  }
}

/** Keys that live for `ttl_ms` after they were last seen. */
export class Expiring {
  private readonly timers_ = new Map<string, TimerId>();

  constructor(
    private readonly ttl_ms_: number,
    private readonly env_: Environment,
  ) {}

  seen(key: string, onExpired: () => void): void {
    this.forget(key);
    const expire = () => {
      this.timers_.delete(key);
      onExpired();
    };
    this.timers_.set(key, this.env_.timers.set(expire, this.ttl_ms_));
  }

  forget(key: string): void {
    this.env_.timers.clear(this.timers_.get(key));
    this.timers_.delete(key);
  }

  clear(): void {
    for (const key of [...this.timers_.keys()]) this.forget(key);
  }
}
