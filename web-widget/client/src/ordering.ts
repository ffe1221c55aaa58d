// Keeps the promise of gapless order for one conversation: which part of the log is held, what of a run is new,
// and when something is missing. Holds numbers only; the events go to whoever asked. Used by both clients.

/** One run as the hub sends it: everything the receiver may see of (after_seq, through_seq]. */
export interface Run<E> {
  after_seq: number;
  through_seq: number;
  events: E[];
}

export type Merged<E> =
  | { kind: 'appended'; events: E[] } // possibly none: invisible numbers only
  | { kind: 'rebased'; events: E[] } // what was held, if anything, is to be dropped: these take its place
  | { kind: 'stale' } // everything was held already
  | { kind: 'gap' }; // nothing was taken: ask for what follows `through`

export class Sequence<E extends { seq: number }> {
  /** Held is (floor, through]; through 0 with `started` false means nothing yet. */
  private floor_ = 0;
  private through_ = 0;
  private started_ = false;
  private expectsBase_ = true;

  get through(): number {
    return this.through_;
  }

  /** The lowest sequence number that may still be missing below; 0 when the beginning is held. */
  get floor(): number {
    return this.floor_;
  }

  get started(): boolean {
    return this.started_;
  }

  /** Takes up what was kept from an earlier life of the page. */
  restore(floor: number, through: number): void {
    this.floor_ = floor;
    this.through_ = through;
    this.started_ = through > 0;
  }

  /** A hello or watch with our `through` was sent: its answer may leave out more than can be resent. */
  asked(): void {
    this.expectsBase_ = true;
  }

  clear(): void {
    this.floor_ = this.through_ = 0;
    this.started_ = false;
    this.expectsBase_ = true;
  }

  merge(run: Run<E>): Merged<E> {
    const isBase = this.expectsBase_;
    if (!this.started_ || (run.after_seq > this.through_ && isBase)) {
      this.expectsBase_ = false;
      this.started_ = true;
      this.floor_ = run.after_seq;
      this.through_ = Math.max(run.after_seq, run.through_seq);
      return { kind: 'rebased', events: run.events };
    }
    if (run.after_seq > this.through_) return { kind: 'gap' };
    this.expectsBase_ = false;
    if (run.through_seq <= this.through_) return { kind: 'stale' };
    const held = this.through_;
    this.through_ = run.through_seq;
    return { kind: 'appended', events: run.events.filter((event) => event.seq > held) };
  }

  /** An older page. Events that join what is held without a hole, or null when the page does not fit. */
  prepend(run: Run<E>, complete: boolean): E[] | null {
    if (!this.started_ || run.through_seq < this.floor_) return null;
    if (run.after_seq >= this.floor_) return []; // held already
    const floor = this.floor_;
    this.floor_ = complete ? 0 : run.after_seq;
    return run.events.filter((event) => event.seq <= floor);
  }

  /** The holder dropped its oldest events up to and including `seq`. */
  forgetThrough(seq: number): void {
    if (seq > this.floor_ && seq <= this.through_) this.floor_ = seq;
  }
}
