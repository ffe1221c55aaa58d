// Commands on their way to the hub. Each keeps one UUIDv7 over all attempts until the hub settles it, so a lost
// answer never doubles a message; commands of one lane (a conversation) go strictly one after another. Owned by a
// client; it never looks into a payload and never sends while the connection is not live.
import { type Environment, newCommandId, type TimerId } from './environment.ts';

export type PendingState = 'sending' | 'sent' | 'failed';
export interface Failure {
  /** A rejection code of the hub, or `too_big`, `gave_up`. */
  code: string;
  text: string;
}
export interface Pending<P> {
  id: string;
  lane: string;
  payload: P;
  created_ms: number;
  state: PendingState;
  failure: Failure | null;
  /** The hub said that it did not and will not do it: a retry must be a new command. */
  refused: boolean;
  /** Survives the page. */
  kept: boolean;
}

/**
 * Where unsettled commands survive. Several tabs share it, so `update` reads, changes and writes in one go;
 * false when it could not be kept (storage refused or full). It never throws.
 */
export interface OutboxStore<P> {
  load(): Pending<P>[];
  update(change: (stored: Pending<P>[]) => Pending<P>[]): boolean;
}

export interface OutboxOptions<P> {
  /** Hands one command to the connection; false when it cannot be taken now. */
  transmit(entry: Pending<P>): boolean;
  isLive(): boolean;
  /** The hub's clock, from which ids are made: it refuses those of a clock that is minutes ahead. */
  hubNow(): number;
  onChange(): void;
  onSettled?(entry: Pending<P>): void;
  onFailed?(entry: Pending<P>): void;
  store?: OutboxStore<P>;
}

export const OUTBOX_COUNT_MAX = 200;
export const OUTBOX_BYTES_MAX = 512 * 1024;
export const ANSWER_MS_MAX = 15_000; // no answer on a live connection: the same command is sent again
export const DECISION_MS_MAX = 60_000; // accepted, but no event yet: ask again
const ATTEMPTS_MAX = 8; // of a command that the hub keeps putting off
const BUSY_MS = 250;

interface Flight {
  timer: TimerId;
  putOff: number; // how often the hub said "later"
  inFlight: boolean;
}

export class Outbox<P> {
  private entries_: Pending<P>[] = [];
  private readonly flights_ = new Map<string, Flight>();
  private readonly written_ = new Set<string>(); // ids the store holds because of us
  private bytes_ = 0;
  private pumpTimer_: TimerId = null;

  constructor(
    private readonly options_: OutboxOptions<P>,
    private readonly env_: Environment,
  ) {
    this.adopt();
  }

  get entries(): readonly Pending<P>[] {
    return this.entries_;
  }

  /** Null when the box is full: 200 commands or 512 KiB. */
  add(payload: P, lane: string, kept: boolean): Pending<P> | null {
    const size = this.size(payload);
    if (this.entries_.length >= OUTBOX_COUNT_MAX || this.bytes_ + size > OUTBOX_BYTES_MAX) {
      return null;
    }
    const now_ms = this.env_.now();
    const id = newCommandId(this.options_.hubNow());
    const entry: Pending<P> = {
      id,
      lane,
      payload,
      created_ms: now_ms,
      state: 'sending',
      failure: null,
      refused: false,
      kept,
    };
    this.entries_.push(entry);
    this.bytes_ += size;
    this.write(entry);
    this.pump();
    this.options_.onChange();
    return entry;
  }

  /** Sends whatever may go now: the first unsettled command of each lane. */
  pump(): void {
    this.env_.timers.clear(this.pumpTimer_);
    if (!this.options_.isLive()) return;
    const busy = new Set<string>();
    for (const entry of this.entries_) {
      if (entry.state === 'failed' || busy.has(entry.lane)) continue;
      const flight = this.flight(entry.id);
      if (entry.state === 'sent' && flight.inFlight) continue; // on the hub's disk: the next may follow
      busy.add(entry.lane);
      if (flight.inFlight || flight.timer !== null) continue;
      if (!this.transmit(entry, flight)) {
        this.pumpTimer_ = this.env_.timers.set(() => this.pump(), BUSY_MS);
        return;
      }
    }
  }

  /** Answers that were under way are lost with the socket; the commands are not. */
  connectionLost(): void {
    this.env_.timers.clear(this.pumpTimer_);
    for (const [id, flight] of this.flights_) {
      this.env_.timers.clear(flight.timer);
      this.flights_.set(id, { timer: null, putOff: flight.putOff, inFlight: false });
    }
  }

  /** The largest command under way was too much for the hub (close code 1009). */
  tooBig(): void {
    const flying = this.entries_.filter((entry) => this.flights_.get(entry.id)?.inFlight);
    const worst = flying.sort((a, b) => this.size(b.payload) - this.size(a.payload))[0];
    if (worst) this.fail(worst, { code: 'too_big', text: 'This message is too long.' }, true);
  }

  accepted(ids: readonly string[]): void {
    for (const entry of this.entries_) {
      if (!ids.includes(entry.id) || entry.state === 'failed') continue;
      entry.state = 'sent';
      const flight = this.flight(entry.id);
      this.env_.timers.clear(flight.timer);
      flight.timer = this.env_.timers.set(() => this.again(entry), DECISION_MS_MAX);
    }
    this.pump();
    this.options_.onChange();
  }

  /** True when the command was ours; it is done and gone from here. */
  settled(id: string): boolean {
    const entry = this.entries_.find((e) => e.id === id);
    if (!entry) return false;
    this.remove(entry);
    this.options_.onSettled?.(entry);
    this.pump();
    this.options_.onChange();
    return true;
  }

  rejected(id: string, failure: Failure, retry_after_ms: number): void {
    const entry = this.entries_.find((e) => e.id === id);
    if (!entry || entry.state === 'failed') return;
    const flight = this.flight(id);
    this.env_.timers.clear(flight.timer);
    flight.inFlight = false;
    if (retry_after_ms > 0 && flight.putOff < ATTEMPTS_MAX) {
      flight.putOff += 1;
      entry.state = 'sending';
      flight.timer = this.env_.timers.set(
        () => {
          flight.timer = null;
          this.pump();
        },
        Math.min(retry_after_ms, 60_000),
      );
      return;
    }
    this.fail(entry, failure, true);
  }

  /** Sends a failed command again: under a new id only if the hub refused the old one. */
  retry(id: string): Pending<P> | null {
    const entry = this.entries_.find((e) => e.id === id);
    if (entry?.state !== 'failed') return null;
    this.flights_.delete(id);
    if (entry.refused) {
      this.unwrite(id);
      entry.id = newCommandId(this.options_.hubNow());
    }
    entry.state = 'sending';
    entry.failure = null;
    entry.refused = false;
    // It goes behind what was said since: the log will show it where it arrives.
    this.entries_ = [...this.entries_.filter((e) => e !== entry), entry];
    this.write(entry);
    this.pump();
    this.options_.onChange();
    return entry;
  }

  /** Forgets a failed command. */
  discard(id: string): void {
    const entry = this.entries_.find((e) => e.id === id);
    if (entry?.state !== 'failed') return;
    this.remove(entry);
    this.options_.onChange();
  }

  /** Another tab changed the store: drops what it settled, takes over what a closed tab left unsent. */
  sync(orphan_ms: number): void {
    const stored = new Set(this.options_.store?.load().map((e) => e.id));
    for (const entry of [...this.entries_]) {
      if (this.written_.has(entry.id) && !stored.has(entry.id)) this.remove(entry);
    }
    this.adopt(orphan_ms);
    this.pump();
    this.options_.onChange();
  }

  private adopt(older_than_ms = 0): void {
    const known = new Set(this.entries_.map((e) => e.id));
    const until = this.env_.now() - older_than_ms;
    for (const entry of this.options_.store?.load() ?? []) {
      if (known.has(entry.id) || entry.created_ms > until) continue;
      if (this.entries_.length >= OUTBOX_COUNT_MAX) return;
      this.entries_.push(entry);
      this.written_.add(entry.id);
      this.bytes_ += this.size(entry.payload);
    }
  }

  clear(): void {
    for (const entry of [...this.entries_]) this.remove(entry);
    this.options_.onChange();
  }

  private transmit(entry: Pending<P>, flight: Flight): boolean {
    if (!this.options_.transmit(entry)) return false;
    flight.inFlight = true;
    flight.timer = this.env_.timers.set(() => this.again(entry), ANSWER_MS_MAX);
    return true;
  }

  private again(entry: Pending<P>): void {
    const flight = this.flight(entry.id);
    flight.timer = null;
    flight.inFlight = false;
    if (this.options_.isLive()) this.transmit(entry, flight);
  }

  private fail(entry: Pending<P>, failure: Failure, refused: boolean): void {
    this.env_.timers.clear(this.flights_.get(entry.id)?.timer);
    this.flights_.delete(entry.id);
    entry.state = 'failed';
    entry.failure = failure;
    entry.refused = refused;
    this.write(entry);
    this.options_.onFailed?.(entry);
    this.pump();
    this.options_.onChange();
  }

  private remove(entry: Pending<P>): void {
    this.env_.timers.clear(this.flights_.get(entry.id)?.timer);
    this.flights_.delete(entry.id);
    this.entries_ = this.entries_.filter((e) => e !== entry);
    this.bytes_ -= this.size(entry.payload);
    this.unwrite(entry.id);
  }

  private write(entry: Pending<P>): void {
    if (!entry.kept || !this.options_.store) return;
    const copy = { ...entry };
    const stored = this.options_.store.update((all) => [
      ...all.filter((e) => e.id !== copy.id),
      copy,
    ]);
    if (stored) this.written_.add(entry.id);
  }

  private unwrite(id: string): void {
    if (!this.written_.delete(id)) return;
    this.options_.store?.update((all) => all.filter((e) => e.id !== id));
  }

  private flight(id: string): Flight {
    let flight = this.flights_.get(id);
    if (!flight) {
      flight = { timer: null, putOff: 0, inFlight: false };
      this.flights_.set(id, flight);
    }
    return flight;
  }

  private size(payload: P): number {
    return JSON.stringify(payload).length;
  }
}
