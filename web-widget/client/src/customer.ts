// The customer's end of /ws/customer: connects, shows the token, resumes, sends each message once, and tells one
// listener "something changed". Used by the widget; has no DOM and keeps nothing itself but through its store.
import { CLOSE } from './closecodes.ts';
import { Connection } from './connection.ts';
import {
  ConversationStatus,
  type CustomerConversation,
  type CustomerOut,
  type CustomerServerFrame,
  type CustomerWelcome,
  decodeCustomerFrames,
  type Events,
  encodeCustomerFrames,
  Role,
  type Typing,
  TypingState,
} from './customercodec.ts';
import { type CustomerCommand, CustomerState, type Held } from './customerstate.ts';
import type { CustomerClientOptions, CustomerEvents, CustomerView } from './customertypes.ts';
import { Emitter, environmentWith } from './environment.ts';
import { Outbox, type Pending } from './outbox.ts';
import { Expiring, Throttle } from './throttle.ts';

export type { ConnectionState } from './connection.ts';
export { ConversationStatus, type CustomerConversation, type Item } from './customercodec.ts';
export type { CustomerCommand, CustomerStore, Held } from './customerstate.ts';
export type { CustomerClientOptions, CustomerEvents, CustomerView } from './customertypes.ts';
export type { OutboxStore, Pending } from './outbox.ts';

const HISTORY_MS_MAX = 10_000;
const TYPING_EVERY_MS = 3_000;
const TYPING_TTL_MS = 6_000;
const RECEIPT_EVERY_MS = 300;
const SAVE_EVERY_MS = 500;
const ORPHAN_MS = 30_000; // another tab had that long to send what it wrote
const TEXT_BYTES_MAX = 16_384;

export type CustomerClient = ReturnType<typeof createCustomerClient>;

export function createCustomerClient(options: CustomerClientOptions) {
  const env = environmentWith(options);
  const emitter = new Emitter<CustomerEvents>();
  const state = new CustomerState(options.store);
  let welcome: CustomerWelcome | null = null;
  let conversation: CustomerConversation | null = null;
  let typingName: string | null = null;
  let typingSent_ms = 0; // 0: not told that we type
  let clockOffset_ms = 0;
  let told = { delivered: 0, read: 0 };
  let olderAnswer: ((ok: boolean) => void) | null = null;
  const typingSeen = new Expiring(TYPING_TTL_MS, env);
  const save = new Throttle(SAVE_EVERY_MS, () => state.save(), env);
  const receipts = new Throttle(RECEIPT_EVERY_MS, sendReceipt, env);

  const connection = new Connection<CustomerServerFrame, CustomerOut>(
    {
      url: options.url,
      encode: encodeCustomerFrames,
      decode: decodeCustomerFrames,
      hello: () => {
        const { token, epoch, conversation_id } = state.held;
        state.asked();
        return {
          hello: {
            site_key: options.siteKey,
            token: fromBase64(token),
            locale: options.locale ?? '',
            time_zone: options.timeZone ?? '',
            epoch,
            conversation_id,
            after_seq: conversation_id ? state.through : 0,
            client: options.client ?? 'widget',
          },
        };
      },
      ping: () => ({ ping: { nonce: env.now() } }),
      isWelcome: (frame) => frame.body === 'welcome',
      onFrames: (frames) => {
        for (const frame of frames) receive(frame);
        changed();
      },
      onDown: down,
    },
    env,
  );
  const send = (frame: CustomerOut) => connection.send([frame]);
  const outbox = new Outbox<CustomerCommand>(
    {
      transmit: ({ id, payload }) => send(frameOf(id, payload)),
      isLive: () => connection.live,
      hubNow: () => env.now() + clockOffset_ms,
      onChange: () => changed(),
      store: options.store.outbox,
    },
    env,
  );
  connection.state.subscribe(() => changed());

  function changed(): void {
    emitter.emit('change', undefined);
  }

  function receive(frame: CustomerServerFrame): void {
    if (frame.welcome) welcomed(frame.welcome);
    else if (frame.events) eventsCame(frame.events);
    else if (frame.conversation) conversationIs(frame.conversation);
    else if (frame.accepted) acceptedAre(frame.accepted.command_ids);
    else if (frame.rejected) {
      const { command_id, code, text, retry_after_ms } = frame.rejected;
      outbox.rejected(command_id, { code, text }, retry_after_ms);
    } else if (frame.typing) typingIs(frame.typing);
    else if (frame.history_page) olderCame(frame.history_page.page, frame.history_page.complete);
    else if (frame.pong) clockOffset_ms = frame.pong.server_ms - env.now();
    else if (frame.goaway) connection.comeBackAfter(frame.goaway.reconnect_after_ms);
  }

  function welcomed(frame: CustomerWelcome): void {
    const { held } = state;
    const otherPerson = held.contact_id !== '' && held.contact_id !== frame.contact_id;
    const void_ = frame.resync_required || (held.epoch !== '' && held.epoch !== frame.epoch);
    const otherConversation = held.conversation_id !== (frame.conversation?.conversation_id ?? '');
    if (otherPerson || void_ || otherConversation) state.dropHistory();
    welcome = frame;
    clockOffset_ms = frame.server_ms - env.now();
    told = { delivered: 0, read: 0 };
    state.held.contact_id = frame.contact_id;
    state.held.epoch = frame.epoch;
    if (frame.token?.length) state.held.token = toBase64(frame.token);
    conversation = null;
    if (frame.conversation) conversationIs(frame.conversation);
    if (outbox.entries.length > 0) state.engaged = true;
    state.save(); // at once: another tab that opens now must find the token
    outbox.pump();
  }

  function conversationIs(frame: CustomerConversation): void {
    const { held } = state;
    if (held.conversation_id !== '' && held.conversation_id !== frame.conversation_id) {
      state.dropHistory();
    }
    conversation = frame;
    state.held.conversation_id = frame.conversation_id;
    state.engaged = true;
    state.held.open = frame.status !== ConversationStatus.RESOLVED;
    state.theirMarks(frame.agent_delivered_seq, frame.agent_read_seq);
    save.poke();
  }

  function eventsCame(run: Events): void {
    if (state.held.conversation_id === '') state.held.conversation_id = run.conversation_id;
    if (state.held.conversation_id !== run.conversation_id) return connection.restart(true);
    const heldBefore = state.through;
    const fits = state.merge(run);
    // An event that is held already, or not to be placed yet, still tells that its command is done.
    for (const { event_key } of run.events) if (event_key) outbox.settled(event_key);
    if (!fits) return connection.restart(true); // something is missing: a new hello brings it
    for (const item of state.held.items) {
      if (item.kind !== 'message' || item.mine || item.seq <= heldBefore) continue;
      stopTyping();
      if (heldBefore > 0) emitter.emit('message', item);
    }
    receipts.poke();
    save.poke();
  }

  function acceptedAre(ids: string[]): void {
    outbox.accepted(ids);
    // A given name or address makes no line in the conversation, so nothing later would settle it.
    for (const { id, payload } of [...outbox.entries]) {
      if (payload.kind === 'update' && ids.includes(id)) outbox.settled(id);
    }
  }

  function typingIs(frame: Typing): void {
    if (frame.actor?.role === Role.CONTACT) return; // the same person in another tab
    if (frame.state !== TypingState.TYPING) return stopTyping();
    typingName = frame.actor?.profile?.display_name ?? '';
    typingSeen.seen('', () => {
      stopTyping();
      changed();
    });
  }

  function stopTyping(): void {
    typingSeen.clear();
    typingName = null;
  }

  function olderCame(page: Events | undefined, complete: boolean) {
    const fits =
      page?.conversation_id === state.held.conversation_id && state.prepend(page, complete);
    olderAnswer?.(fits);
  }

  function sendReceipt(): void {
    const { conversation_id, read } = state.held;
    const delivered = state.lastTheirs;
    if (!conversation_id || (delivered <= told.delivered && read <= told.read)) return;
    const receipt = { conversation_id, delivered_seq: delivered, read_seq: read };
    if (send({ receipt })) told = { delivered, read };
  }

  function down(code: number): void {
    if (code === CLOSE.tooBig) outbox.tooBig();
    outbox.connectionLost();
    olderAnswer?.(false);
    stopTyping();
    typingSent_ms = 0;
    if (code === CLOSE.tokenExpired || code === CLOSE.tokenInvalid) {
      // What was not delivered is still worth saying: it goes out under the new token.
      welcome = conversation = null;
      state.forget();
      emitter.emit('reset', undefined);
    }
  }

  function add(command: CustomerCommand): Pending<CustomerCommand> | null {
    state.engaged = true;
    state.save(); // before it goes out: after a crash it must come from the same person
    return outbox.add(command, '', true);
  }

  function frameOf(command_id: string, command: CustomerCommand): CustomerOut {
    if (command.kind === 'update') {
      return { update: { command_id, display_name: command.name, email: command.email } };
    }
    const { text, url, title, referrer } = command;
    const page = { url, title, referrer };
    return { send: { command_id, text: { text, language: '' }, page } };
  }

  return {
    on: emitter.on.bind(emitter) as Emitter<CustomerEvents>['on'],
    connect: () => connection.connect(),
    close(): void {
      connection.close();
      save.stop();
      receipts.stop();
      state.save();
    },
    /** For the browser's `online` event and for a page that becomes visible again. */
    wake: () => connection.wake(),
    /** Writes what is held at once, for a page that is about to go. */
    flush: () => state.save(),
    /** The hub's clock in unix milliseconds. */
    serverNow: () => env.now() + clockOffset_ms,

    view(): CustomerView {
      const { items, theirs } = state.held;
      return {
        connection: connection.state.current,
        inbox_name: welcome?.inbox_name ?? '',
        greeting: welcome?.greeting ?? '',
        agents_online: welcome?.agents_online ?? 0,
        conversation,
        items,
        pending: outbox.entries,
        delivered: theirs.delivered,
        read: theirs.read,
        unread: state.unread,
        has_older: state.hasOlder,
        typing: typingName,
        text_bytes_max: welcome?.limits?.text_bytes_max || TEXT_BYTES_MAX,
      };
    },

    /** Queues a message; null when the text is empty after trimming or too much is waiting. */
    send(text: string): Pending<CustomerCommand> | null {
      const trimmed = text.trim();
      if (trimmed === '') return null;
      typingSent_ms = 0; // the message itself ends it
      const page = options.page?.() ?? { url: '', title: '', referrer: '' };
      return add({ kind: 'send', text: trimmed, ...page });
    },
    retry: (id: string) => outbox.retry(id),
    discard: (id: string) => outbox.discard(id),
    /** Gives a name or address; empty leaves it as it is. */
    update(who: { name?: string; email?: string }): void {
      add({ kind: 'update', name: who.name ?? '', email: who.email ?? '' });
    },

    /** Call on each key press with whether text is left; told at most every 3 s, the end at once. */
    typing(active: boolean): void {
      const since_ms = env.now() - typingSent_ms;
      if (active ? typingSent_ms > 0 && since_ms < TYPING_EVERY_MS : typingSent_ms === 0) return;
      if (!conversation) return; // nobody to tell before the first message
      const told = send({ typing: { state: active ? TypingState.TYPING : TypingState.STOPPED } });
      typingSent_ms = told && active ? env.now() : 0;
    },

    /** The person saw everything that is held. */
    markRead(): void {
      if (!state.markRead(state.lastTheirs)) return;
      receipts.poke();
      save.poke();
      changed();
    },

    /** Loads an older page; false when offline, when the hub does not answer in 10 s, or when one is loading. */
    loadOlder(): Promise<boolean> {
      if (olderAnswer || !state.hasOlder) return Promise.resolve(false);
      const { conversation_id } = state.held;
      const history = { conversation_id, before_seq: state.floor + 1, limit: 50 };
      if (!send({ history })) return Promise.resolve(false);
      return new Promise((resolve) => {
        const timer = env.timers.set(() => olderAnswer?.(false), HISTORY_MS_MAX);
        olderAnswer = (ok) => {
          env.timers.clear(timer);
          olderAnswer = null;
          resolve(ok);
          changed();
        };
      });
    },

    /** Another tab of the same site changed the store. */
    storeChanged(): void {
      const stored = options.store.load();
      outbox.sync(ORPHAN_MS);
      if (!stored) {
        if (state.engaged) this.reset();
        return;
      }
      if (stored.contact_id !== state.held.contact_id) {
        state.reload(); // both tabs were first visits: be the same person in both
        welcome = conversation = null;
        connection.restart(false);
      } else {
        state.held.token = stored.token;
        state.markRead(stored.read);
      }
      changed();
    },

    /** Forgets the person and the conversation on this device, and begins anew if it was connected. */
    reset(): void {
      outbox.clear();
      state.forget();
      welcome = conversation = null;
      emitter.emit('reset', undefined);
      connection.restart(false);
      changed();
    },
  };
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  } catch {
    return new Uint8Array(); // what was kept is not a token: begin without one
  }
}

export type { Held as CustomerHeld };
