// One logical connection over many sockets: opens, says hello, keeps alive, notices death, comes back with
// full-jitter back-off, and obeys the close codes. CustomerClient and AgentClient own one each. It knows nothing
// of what the frames mean and never keeps a frame that could not be sent: that is the outbox's work.
import { actionFor, CLOSE } from './closecodes.ts';
import {
  type Environment,
  type Readable,
  type Socket,
  type TimerId,
  Watched,
} from './environment.ts';

export type ConnectionState =
  | { readonly name: 'idle' }
  | { readonly name: 'connecting'; readonly retry_at_ms: number } // not been live since connect()
  | { readonly name: 'live' } // welcomed
  | { readonly name: 'resuming'; readonly retry_at_ms: number } // was live; 0 while an attempt runs
  | { readonly name: 'closed'; readonly code: number }; // stopped for good; connect() starts anew

export interface ConnectionOptions<In, Out> {
  url: string;
  encode(frames: Out[]): Uint8Array;
  /** Throws on anything that is not a batch of this protocol. */
  decode(bytes: Uint8Array): In[];
  /** Runs before each attempt, at most 10 s; resolves false to stop with 4013 (not logged in). */
  prepare?(): Promise<boolean>;
  /** The first frame of each socket, asked for when the socket is open, so resume data is fresh. */
  hello(): Out;
  ping(): Out;
  isWelcome(frame: In): boolean;
  onFrames(frames: In[]): void;
  /** A socket ended. Called before the next attempt is planned; `reset` codes drop held data here. */
  onDown?(code: number): void;
  /** Consecutive closes with 4001 before a welcome that stop the connection; customers never stop on it. */
  unauthenticated_max?: number;
}

export const PING_MS = 20_000;
export const SILENCE_MS_MAX = 45_000;
export const WELCOME_MS_MAX = 15_000;
export const PREPARE_MS_MAX = 10_000;
export const PROBE_MS_MAX = 5_000;
export const BUFFERED_BYTES_MAX = 256 * 1024;
const BACKOFF_MS_FIRST = 500;
const BACKOFF_MS_MAX = 30_000;
const HEALTHY_MS = 5_000; // live this long: the next loss starts the back-off from the beginning
const OPEN = 1; // readyState
const MALFORMED_MAX = 3; // unreadable messages in a row without a healthy life between

export class Connection<In, Out> {
  private readonly state_ = new Watched<ConnectionState>({ name: 'idle' });
  private socket_: Socket | null = null;
  private attempt_ = 0;
  private generation_ = 0; // an answer for an older attempt is ignored
  private wasLive_ = false;
  private waiting_ = false; // between two attempts
  private liveSince_ms_ = 0;
  private heard_ms_ = 0;
  private malformed_ = 0;
  private unauthenticated_ = 0;
  private atLeast_ms_ = 0; // asked for by Goaway
  private timer_: TimerId = null;
  private beat_: TimerId = null;

  constructor(
    private readonly options_: ConnectionOptions<In, Out>,
    private readonly env_: Environment,
  ) {}

  get state(): Readable<ConnectionState> {
    return this.state_;
  }

  get live(): boolean {
    return this.state_.current.name === 'live';
  }

  /** Begins, or begins anew after a stop. Does nothing while already on it. */
  connect(): void {
    const name = this.state_.current.name;
    if (name !== 'idle' && name !== 'closed') return;
    this.attempt_ = this.malformed_ = this.unauthenticated_ = this.atLeast_ms_ = 0;
    this.wasLive_ = false;
    this.open();
  }

  /** Ends it on our side; held frames of the owner stay with the owner. */
  close(): void {
    if (this.state_.current.name === 'idle') return;
    this.drop(CLOSE.normal);
    this.options_.onDown?.(CLOSE.normal);
    this.state_.set({ name: 'idle' });
  }

  /** Says hello on a fresh socket. `calmly`: with a pause if this one was young, so no fault makes a storm. */
  restart(calmly: boolean): void {
    const name = this.state_.current.name;
    if (name === 'idle' || name === 'closed') return;
    const young = this.live && this.env_.now() - this.liveSince_ms_ < HEALTHY_MS;
    this.drop(CLOSE.normal);
    this.options_.onDown?.(CLOSE.normal);
    if (young && calmly) return this.plan(this.jitter());
    this.attempt_ = 0;
    this.open();
  }

  /** The browser says it is online again, or the page was shown: do not wait out a back-off or a dead socket. */
  wake(): void {
    if (this.live) {
      const asked_ms = this.env_.now();
      this.send([this.options_.ping()]);
      this.env_.timers.clear(this.beat_);
      this.beat_ = this.env_.timers.set(() => {
        if (this.heard_ms_ < asked_ms) this.down(1006);
        else this.planBeat();
      }, PROBE_MS_MAX);
    } else if (this.waiting_ && this.env_.now() >= this.atLeast_ms_) {
      this.open();
    }
  }

  /** The hub asks to come back not earlier than this many milliseconds after it closes. */
  comeBackAfter(ms: number): void {
    this.atLeast_ms_ = this.env_.now() + Math.min(ms, 60_000);
  }

  /** False when not live or when too much waits in the socket already; the caller keeps what it needs. */
  send(frames: Out[]): boolean {
    if (!this.live || !this.socket_) return false;
    if (this.socket_.readyState !== OPEN) return false; // the hub is closing it
    if (this.socket_.bufferedAmount > BUFFERED_BYTES_MAX) return false;
    this.socket_.send(this.options_.encode(frames));
    return true;
  }

  private open(): void {
    this.env_.timers.clear(this.timer_);
    this.waiting_ = false;
    const generation = ++this.generation_;
    this.tell(0);
    if (generation !== this.generation_) return; // a listener closed it
    const current = () => generation === this.generation_;
    if (!this.options_.prepare) return this.openSocket(current);
    this.timer_ = this.env_.timers.set(() => current() && this.down(1006), PREPARE_MS_MAX);
    this.options_.prepare().then(
      (allowed) => {
        if (!current()) return;
        if (allowed) this.openSocket(current);
        else this.stop(CLOSE.sessionEnded);
      },
      () => current() && this.down(1006),
    );
  }

  private openSocket(current: () => boolean): void {
    this.env_.timers.clear(this.timer_);
    let socket: Socket;
    try {
      socket = new this.env_.webSocket(this.options_.url, ['usher.v1']);
    } catch {
      return this.down(1006);
    }
    this.socket_ = socket;
    socket.binaryType = 'arraybuffer';
    this.timer_ = this.env_.timers.set(() => current() && this.down(1006), WELCOME_MS_MAX);
    socket.onopen = () => {
      if (current()) socket.send(this.options_.encode([this.options_.hello()]));
    };
    socket.onmessage = (event: { data: unknown }) => {
      if (current()) this.receive(event.data);
    };
    socket.onclose = (event: { code: number }) => {
      if (current()) this.down(event.code);
    };
    socket.onerror = () => {}; // a close always follows
  }

  private receive(data: unknown): void {
    this.heard_ms_ = this.env_.now();
    let frames: In[];
    try {
      if (!(data instanceof ArrayBuffer) && !(data instanceof Uint8Array)) throw new Error('text');
      frames = this.options_.decode(data instanceof Uint8Array ? data : new Uint8Array(data));
    } catch {
      this.malformed_ += 1;
      return this.down(CLOSE.malformed, this.malformed_ < MALFORMED_MAX);
    }
    if (!this.live && frames.some((frame) => this.options_.isWelcome(frame))) this.welcome();
    if (this.live) this.options_.onFrames(frames);
  }

  private welcome(): void {
    this.env_.timers.clear(this.timer_);
    this.timer_ = null;
    this.wasLive_ = true;
    this.unauthenticated_ = 0;
    this.liveSince_ms_ = this.env_.now();
    this.planBeat();
    this.state_.set({ name: 'live' });
  }

  private planBeat(): void {
    this.env_.timers.clear(this.beat_);
    const deadIn_ms = this.heard_ms_ + SILENCE_MS_MAX - this.env_.now();
    this.beat_ = this.env_.timers.set(() => this.beat(), Math.max(0, Math.min(PING_MS, deadIn_ms)));
  }

  private beat(): void {
    if (this.env_.now() - this.heard_ms_ >= SILENCE_MS_MAX) return this.down(1006);
    this.send([this.options_.ping()]);
    this.planBeat();
  }

  /** One socket ended, or has to. Decides what comes next; `forgiven` overrules a stopping code. */
  private down(code: number, forgiven = false): void {
    const welcomed = this.live;
    const healthy = welcomed && this.env_.now() - this.liveSince_ms_ >= HEALTHY_MS;
    this.drop(code);
    if (healthy) this.attempt_ = 0;
    if (healthy && code !== CLOSE.malformed) this.malformed_ = 0;
    if (code === CLOSE.unauthenticated && !welcomed) this.unauthenticated_ += 1;
    this.options_.onDown?.(code);
    const action = forgiven ? 'retry' : actionFor(code);
    const refused = this.unauthenticated_ >= (this.options_.unauthenticated_max ?? Infinity);
    if (action === 'stop' || refused) return this.stop(code);
    const atOnce = (action === 'retry-now' || action === 'reset') && this.attempt_ === 0;
    this.plan(action === 'retry-later' ? 30_000 : atOnce ? 0 : this.jitter());
  }

  private jitter(): number {
    return this.env_.random() * Math.min(BACKOFF_MS_MAX, BACKOFF_MS_FIRST * 2 ** this.attempt_);
  }

  private plan(delay_ms: number): void {
    this.attempt_ = Math.min(this.attempt_ + 1, 16);
    const now = this.env_.now();
    const at = Math.max(now + delay_ms, this.atLeast_ms_);
    if (delay_ms >= 30_000) this.atLeast_ms_ = at; // being online again is no reason to flood again
    this.waiting_ = true;
    this.timer_ = this.env_.timers.set(() => this.open(), at - now);
    this.tell(at);
  }

  private tell(retry_at_ms: number): void {
    this.state_.set({ name: this.wasLive_ ? 'resuming' : 'connecting', retry_at_ms });
  }

  private stop(code: number): void {
    this.drop(code);
    this.state_.set({ name: 'closed', code });
  }

  private drop(code: number): void {
    this.generation_ += 1;
    this.env_.timers.clear(this.timer_);
    this.env_.timers.clear(this.beat_);
    this.timer_ = this.beat_ = null;
    this.waiting_ = false;
    const socket = this.socket_;
    this.socket_ = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    try {
      socket.close(code === CLOSE.malformed ? code : CLOSE.normal);
    } catch {
      // it is gone already
    }
  }
}
