// The one store: puts the parts together, connects them to the hub and to each other. Components get it by
// context. What each part does is in its own file; here is only who tells whom.
import {
  type AgentClient,
  type AgentClientOptions,
  type AgentPending,
  createAgentClient,
  TypingState,
} from '@usher/client/agent';
import { getContext, setContext } from 'svelte';
import { s } from '../strings.ts';
import { Admin } from './admin.svelte.ts';
import { Attention } from './attention.svelte.ts';
import { Board } from './board.svelte.ts';
import { Ticker } from './clock.svelte.ts';
import { Commands } from './commands.ts';
import { Conversations } from './conversations.svelte.ts';
import { Drafts, type Mode } from './drafts.svelte.ts';
import {
  agentFromWire,
  conversationFromWire,
  eventFromWire,
  queueFromWire,
  signFromWire,
} from './fromWire.ts';
import { HttpFailure } from './http.ts';
import { Link } from './link.svelte.ts';
import type { Agent, AgentRole } from './model.ts';
import { Notifier } from './notifier.ts';
import { Offers } from './offers.svelte.ts';
import { Others } from './others.svelte.ts';
import { outboxStore } from './outboxStore.ts';
import { OutgoingMessages } from './outgoing.svelte.ts';
import { type Area, Place } from './place.svelte.ts';
import { Prefs } from './prefs.svelte.ts';
import type { Row } from './row.svelte.ts';
import { Session } from './session.svelte.ts';
import { Team } from './team.svelte.ts';
import { Threads } from './threads.svelte.ts';
import { Toasts } from './toasts.svelte.ts';
import { Ui } from './ui.svelte.ts';
import { defaultSort, type Sort, type ViewName } from './views.ts';

/** The hub's close code for "log in again". */
const SESSION_ENDED = 4013;
const UNAUTHENTICATED = 4001;

export class Store {
  readonly prefs = new Prefs();
  readonly session = new Session();
  readonly ticker = new Ticker();
  readonly toasts = new Toasts();
  readonly place = new Place();
  readonly ui = new Ui();
  readonly link = new Link();
  readonly drafts = new Drafts();
  readonly team = new Team();
  readonly conversations = new Conversations();
  readonly outgoing = new OutgoingMessages();
  readonly others = new Others(() => this.team.me);
  readonly offers = new Offers(() => this.team.me);
  readonly threads = new Threads(() => this.client);
  readonly attention = new Attention(
    () => this.team.me,
    () => this.team.self?.queueIds ?? [],
  );
  readonly commands = new Commands(
    () => this.client,
    this.conversations,
    this.team,
    this.toasts,
    () => this.ticker.read(),
  );
  readonly admin = new Admin(() => this.ticker.read());
  readonly board = new Board(
    () => ({
      conversations: this.conversations.all(),
      agents: this.team.agents.values(),
      queues: this.team.queues.values(),
    }),
    () => this.ticker.read(),
  );
  readonly notifier = new Notifier(this.prefs, (id) => this.open(id));
  workspaceName = $state('');
  textBytesMax = $state(16_384);

  private client: AgentClient | null = null;

  /** Whom actions are about: the open conversation, or the one chosen on the board. */
  readonly subjectId = $derived(
    this.place.area.name === 'board' ? this.ui.conversationId : this.place.conversationId,
  );
  /** What he may do here. As the hub says now; until it does, as it said at the log-in. */
  readonly role: AgentRole = $derived(
    this.team.self?.role ?? (this.session.who?.agent.role as AgentRole | undefined) ?? 'agent',
  );
  readonly leads = $derived(this.role !== 'agent');

  /** The subject's row; undefined when there is none or the hub has not told of it. */
  row: Row | undefined = $derived.by(() => {
    // Rows are kept in a plain map: being in the list, or being counted, is what changes when one comes.
    void this.conversations.size;
    return this.conversations.get(this.subjectId);
  });

  constructor(private readonly options: Partial<AgentClientOptions> = {}) {
    this.conversations.onChange((row, before) => {
      this.offers.follow(row.confirmed);
      const call = this.attention.follow(row.confirmed, before);
      this.board.changed();
      if (call && this.conversations.synced && !this.isSeen(row.id)) this.notifier.call(call);
    });
  }

  /** After log-in: connects and shows the place the address names. */
  start(): void {
    const who = this.session.who;
    if (!who) return;
    const me = who.agent.id;
    this.team.me = me;
    this.workspaceName = who.workspace.name;
    this.conversations.setMe(me);
    this.drafts.open(me);
    const store = outboxStore(me);
    this.client = createAgentClient({
      url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws/agent`,
      getTicket: () => this.ticket(),
      store,
      client: 'console',
      ...this.options,
    });
    this.listen(this.client, store.load());
    this.ticker.follow(this.client.serverNow);
    this.ticker.start();
    this.showPlace();
    this.client.connect();
  }

  stop(): void {
    this.client?.close();
    this.client = null;
    this.ticker.stop();
    this.link.stop();
    this.threads.reset();
    this.conversations.reset();
    this.team.reset();
    this.others.clear();
    this.outgoing.clear();
    this.attention.clear();
    this.admin.reset();
    this.offers.clear();
    this.ui.dialog = null;
    this.notifier.showCount(0);
  }

  open(id: string, seq = 0): void {
    this.ui.contactPane = false;
    this.place.go({ conversationId: id, seq });
    this.showPlace();
  }

  visit(area: Area): void {
    this.place.visit(area);
    this.showPlace();
  }

  closeConversation(): void {
    this.place.go({ conversationId: '' });
    this.showPlace();
  }

  show(view: ViewName): void {
    this.place.go({ view });
    this.showPlace();
  }

  filter(queueId: string): void {
    this.conversations.show(this.place.view, queueId, this.conversations.sort);
  }

  sortBy(sort: Sort): void {
    const { view } = this.place;
    this.prefs.set('sorts', { ...this.prefs.sorts, [view]: sort });
    this.conversations.show(view, this.conversations.queueId, sort);
  }

  /** Opens the neighbour in the list; from a conversation that left the list, the one that took its place. */
  step(by: 1 | -1): void {
    const { shown } = this.conversations;
    const at = shown.findIndex((row) => row.id === this.place.conversationId);
    if (at >= 0) this.lastIndex = at;
    const from = at >= 0 ? at : by > 0 ? this.lastIndex - 1 : this.lastIndex;
    const row = shown[Math.max(0, Math.min(shown.length - 1, from + by))];
    if (row) this.open(row.id);
  }
  private lastIndex = 0;

  /** The first of what is offered, or the one named; opens it, as it is about to be his. */
  acceptOffer(id = this.offers.list[0]?.conversation.id ?? ''): void {
    const offered = this.offers.list.find((o) => o.conversation.id === id);
    if (!offered) return;
    this.offers.answered(id);
    this.commands.acceptOffer(id, offered.offer.number);
    this.open(id);
  }

  declineOffer(id = this.offers.list[0]?.conversation.id ?? ''): void {
    const offered = this.offers.list.find((o) => o.conversation.id === id);
    if (!offered) return;
    this.offers.answered(id);
    this.commands.declineOffer(id, offered.offer.number);
  }

  resolveAndNext(): void {
    const id = this.place.conversationId;
    this.lastIndex = Math.max(
      0,
      this.conversations.shown.findIndex((row) => row.id === id),
    );
    this.commands.resolve(id);
    const next = this.conversations.shown[this.lastIndex] ?? this.conversations.shown.at(-1);
    if (next && next.id !== id) this.open(next.id);
    else this.closeConversation();
  }

  /** The contact panel is open: beside the thread as chosen, or above it for now. */
  get contactShown(): boolean {
    return this.ui.roomy.current ? this.prefs.contactPanel : this.ui.contactPane;
  }

  toggleContact(): void {
    if (this.ui.roomy.current) this.prefs.set('contactPanel', !this.prefs.contactPanel);
    else this.ui.contactPane = !this.ui.contactPane;
  }

  typing(mode: Mode, typing: boolean): void {
    const id = this.place.conversationId;
    const state = typing ? TypingState.TYPING : TypingState.STOPPED;
    if (id) this.client?.typing(id, state, mode === 'note');
  }

  /** Everything up to here was on the screen of a person who looks at it. */
  seen(id: string, seq: number): void {
    const row = this.conversations.get(id);
    if (seq > 0 && row && row.data.agentReadSeq < seq) this.client?.markRead(id, seq);
  }

  /** The page came back into view or the network is back. */
  wake(): void {
    this.client?.wake();
  }

  noticeOffline(): void {
    if (!this.client) return;
    this.client.wake(); // is the socket dead, too? Known within seconds
    this.link.follow(this.client.state.current, false);
  }

  look(present: boolean): void {
    this.threads.look(present);
    if (present) this.wake();
  }

  async logout(): Promise<void> {
    this.stop();
    await this.session.logout();
  }

  showPlace(): void {
    const { view, conversationId } = this.place;
    const { conversations } = this;
    const sort = this.prefs.sorts[view] ?? defaultSort[view];
    if (conversations.view !== view || conversations.sort !== sort) {
      conversations.show(view, conversations.queueId, sort);
    }
    if (conversationId) this.threads.open(conversationId);
    else this.threads.close();
  }

  /** Somebody who just came sees what there is to do: his own, else who waits, else all. */
  private chooseView(): void {
    if (!this.place.open) return;
    const { counts } = this.conversations;
    this.show((['mine', 'waiting', 'all'] as const).find((view) => counts[view] > 0) ?? 'mine');
  }

  /** Somebody else set him away, or back: he is told, with the reason. */
  private tellOfPause(before: Agent | undefined): void {
    const now = this.team.self;
    if (!before || !now || now.setBy === '') return;
    if (before.chosen === now.chosen && before.note === now.note) return;
    this.toasts.say(
      now.chosen === 'online'
        ? s.presence.setOnlineBy(now.setBy)
        : s.presence.setAwayBy(now.setBy, now.note),
    );
  }

  /** A supervisor hears of those who were stopped, once; who was stopped sees it himself. */
  private tellStopped(agents: readonly Agent[]): void {
    if (!this.leads) return;
    for (const agent of agents) {
      const before = this.team.agents.get(agent.id);
      if (!agent.paused || !before || before.paused || agent.id === this.team.me) continue;
      this.toasts.say(s.offers.stopped(agent.name, agent.pausedReason));
    }
  }

  private isSeen(id: string): boolean {
    return !document.hidden && document.hasFocus() && id === this.place.conversationId;
  }

  private async ticket(): Promise<string | null> {
    try {
      return await this.session.takeTicket();
    } catch (error) {
      const status = error instanceof HttpFailure ? error.status : 0;
      if (status === 401 || status === 403) return null;
      throw error;
    }
  }

  private listen(client: AgentClient, kept: readonly AgentPending[]): void {
    client.state.subscribe((state) => {
      this.link.follow(state, navigator.onLine);
      const over = state.name === 'closed' && [SESSION_ENDED, UNAUTHENTICATED].includes(state.code);
      if (!over) return;
      this.stop();
      this.session.ended();
    });
    client.on('welcome', (welcome) => {
      this.workspaceName = welcome.workspaceName || this.workspaceName;
      this.textBytesMax = welcome.limits?.textBytesMax || this.textBytesMax;
      if (!welcome.resyncRequired) return;
      this.conversations.reset();
      this.attention.clear();
      this.offers.clear();
    });
    client.on('conversations', (list) =>
      this.conversations.receive(list.map(conversationFromWire)),
    );
    client.on('agents', (list) => {
      const agents = list.map(agentFromWire);
      const before = this.team.self;
      this.tellStopped(agents);
      this.team.receiveAgents(agents);
      this.tellOfPause(before);
      this.board.changed();
    });
    client.on('queues', (list) => {
      this.team.receiveQueues(list.map(queueFromWire));
      this.board.changed();
    });
    client.on('synced', () => {
      this.conversations.flush();
      this.conversations.synced = true;
      this.chooseView();
    });
    client.on('events', (run) => {
      const events = run.events.map(eventFromWire);
      this.threads.receive({ ...run, events });
      for (const { body, actor } of events) {
        if (body.kind === 'message') this.others.said(run.conversationId, actor.id);
      }
    });
    client.on('typing', (t) =>
      this.others.typing(signFromWire(t, t.privateNote), t.state === TypingState.TYPING),
    );
    client.on('viewing', (v) => this.others.viewing(signFromWire(v), v.viewing));
    client.on('rejected', ({ commandId, code }) => {
      if (commandId === '' && code === 'unknown_conversation') void this.threads.missing();
    });
    let pending = kept;
    const tell = () => this.outgoing.receive(pending, client.state.current.name === 'live');
    client.on('pending', (all) => {
      pending = all;
      tell();
    });
    client.on('state', tell);
  }
}

const key = Symbol('store');

export function provideStore(store: Store): Store {
  return setContext(key, store);
}

export function useStore(): Store {
  return getContext<Store>(key);
}
