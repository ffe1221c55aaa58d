// What an agent does to a conversation. Shown at once as expected; taken back, with the hub's sentence, when the
// hub refuses.
import type { AgentClient, CommandHandle, Outcome, Packet } from '@usher/client/agent';
import { s } from '../strings.ts';
import type { Conversations } from './conversations.svelte.ts';
import { presenceToWire, workToWire } from './fromWire.ts';
import type { PresenceChoice, WorkStatus } from './model.ts';
import type { Expectation, PendingAction } from './row.svelte.ts';
import type { Team } from './team.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';

export type CommandClient = Pick<
  AgentClient,
  | 'send'
  | 'assign'
  | 'transfer'
  | 'cancelTransfer'
  | 'acceptOffer'
  | 'declineOffer'
  | 'setAccepting'
  | 'resolve'
  | 'reopen'
  | 'setPresence'
  | 'setPresenceOf'
  | 'setCapacityOf'
  | 'setWorkStatus'
  | 'waive'
  | 'retry'
  | 'discard'
>;

export interface TransferTo {
  queueId?: string;
  agentId?: string;
  note: string;
  warm?: boolean;
  packet?: Packet;
}

/** After a command is done its summary follows within moments; then nothing is expected any more. */
const SUMMARY_MS_MAX = 2_000;

export class Commands {
  constructor(
    private readonly client: () => CommandClient | null,
    private readonly conversations: Conversations,
    private readonly team: Team,
    private readonly toasts: Toasts,
    private readonly now: () => number,
  ) {}

  take(id: string): void {
    this.assignTo(id, this.team.me, 'take');
  }

  /** An empty agent puts it back into its queue. */
  assign(id: string, agentId: string): void {
    this.assignTo(id, agentId, 'assign');
  }

  /** A warm one changes nothing until somebody takes it. */
  transfer(id: string, to: TransferTo): void {
    const client = this.client();
    if (!client) return;
    const handle = client.transfer({ conversationId: id, ...to });
    if (to.warm) return this.follow(id, handle, 'transfer', {});
    const change = to.agentId
      ? { assigneeId: to.agentId, queuedMs: 0 }
      : { assigneeId: '', queueId: to.queueId ?? '', queuedMs: this.now() };
    this.follow(id, handle, 'transfer', change);
  }

  cancelTransfer(id: string): void {
    const client = this.client();
    if (client) this.follow(id, client.cancelTransfer(id), 'transfer', {});
  }

  acceptOffer(id: string, number: number): void {
    const client = this.client();
    const change = { assigneeId: this.team.me, queuedMs: 0, offer: null };
    if (client) this.follow(id, client.acceptOffer(id, number), 'take', change);
  }

  declineOffer(id: string, number: number): void {
    const client = this.client();
    if (client) this.follow(id, client.declineOffer(id, number), 'decline', { offer: null });
  }

  /** Takes new work again after it was stopped. */
  resume(): void {
    void this.client()
      ?.setAccepting(true)
      .outcome.then((outcome) => this.complain(outcome));
  }

  resolve(id: string): void {
    const client = this.client();
    if (client) this.follow(id, client.resolve(id), 'resolve', { resolved: true });
  }

  reopen(id: string): void {
    const client = this.client();
    if (client) this.follow(id, client.reopen(id), 'reopen', { resolved: false });
  }

  setWork(id: string, work: WorkStatus): void {
    const client = this.client();
    if (client) this.follow(id, client.setWorkStatus(id, workToWire(work)), 'work', { work });
  }

  waive(id: string, reason: string): void {
    const client = this.client();
    if (client) this.follow(id, client.waive(id, reason), 'waive', { waitingSinceMs: 0 });
  }

  /** The message itself shows how it fares; a refusal is shown at the message, not as a toast. */
  say(conversationId: string, text: string, note: boolean): boolean {
    const client = this.client();
    if (!client) return false;
    const handle = client.send({ conversationId, text, note });
    if (handle.id !== '') return true;
    void handle.outcome.then((outcome) => this.complain(outcome));
    return false;
  }

  retry(commandId: string): void {
    this.client()?.retry(commandId);
  }

  discard(commandId: string): void {
    this.client()?.discard(commandId);
  }

  choosePresence(choice: PresenceChoice): void {
    const client = this.client();
    if (!client) return;
    this.team.choosing = choice;
    void client.setPresence(presenceToWire(choice)).outcome.then((outcome) => {
      this.complain(outcome);
      setTimeout(
        () => {
          if (this.team.choosing === choice) this.team.choosing = null;
        },
        outcome.ok ? SUMMARY_MS_MAX : 0,
      );
    });
  }

  /** For another agent; he sees by whom and why. */
  setPresenceOf(agentId: string, choice: 'online' | 'away', note: string): void {
    const handle = this.client()?.setPresenceOf(agentId, presenceToWire(choice), note);
    void handle?.outcome.then((outcome) => this.complain(outcome));
  }

  setCapacityOf(agentId: string, capacity: number): void {
    const handle = this.client()?.setCapacityOf(agentId, capacity);
    void handle?.outcome.then((outcome) => this.complain(outcome));
  }

  private assignTo(id: string, agentId: string, action: PendingAction): void {
    const client = this.client();
    if (!client) return;
    const change = { assigneeId: agentId, queuedMs: agentId === '' ? this.now() : 0 };
    this.follow(id, client.assign(id, agentId), action, change);
  }

  private follow(
    id: string,
    handle: CommandHandle,
    action: PendingAction,
    change: Expectation['change'],
  ): void {
    this.conversations.expect(id, { commandId: handle.id, action, change });
    void handle.outcome.then((outcome) => {
      if (!outcome.ok) {
        this.conversations.settle(id, handle.id);
        this.complain(outcome);
        return;
      }
      this.conversations.done(id, handle.id);
      setTimeout(() => this.conversations.settle(id, handle.id), SUMMARY_MS_MAX);
    });
  }

  private complain(outcome: Outcome): void {
    if (!outcome.ok) this.toasts.say(outcome.text || s.toast.notDone);
  }
}
