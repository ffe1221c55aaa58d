// One conversation in the stores: its latest summary, and what the agent just asked for and the hub has not
// answered yet. A change of one row wakes only what shows this row.
import type { Conversation } from './model.ts';

export type PendingAction =
  | 'take'
  | 'decline'
  | 'assign'
  | 'transfer'
  | 'resolve'
  | 'reopen'
  | 'work'
  | 'waive';

/** What a command is expected to do, shown before the hub has decided. */
export interface Expectation {
  commandId: string;
  action: PendingAction;
  change: Partial<
    Pick<
      Conversation,
      'assigneeId' | 'queueId' | 'resolved' | 'queuedMs' | 'work' | 'waitingSinceMs' | 'offer'
    >
  >;
  /** The hub did it; the next summary shows it, and until then this still does. */
  done?: boolean;
}

export class Row {
  readonly id: string;
  /** As the hub last said it. */
  confirmed: Conversation;
  /** As it is shown: confirmed, with what is expected on top. */
  data: Conversation = $state.raw() as Conversation;
  pending: PendingAction | null = $state(null);
  private expectations: Expectation[] = [];

  constructor(conversation: Conversation) {
    this.id = conversation.id;
    this.confirmed = conversation;
    this.data = conversation;
  }

  confirm(conversation: Conversation): void {
    this.confirmed = conversation;
    this.expectations = this.expectations.filter((e) => !e.done);
    this.show();
  }

  /** The hub did it: stop showing it as pending, keep the look until the summary comes. */
  done(commandId: string): void {
    this.expectations = this.expectations.map((e) =>
      e.commandId === commandId ? { ...e, done: true } : e,
    );
    this.show();
  }

  expect(expectation: Expectation): void {
    this.expectations.push(expectation);
    this.show();
  }

  /** The command is settled: nothing more is expected of it. False when nothing was. */
  settle(commandId: string): boolean {
    const kept = this.expectations.filter((e) => e.commandId !== commandId);
    if (kept.length === this.expectations.length) return false;
    this.expectations = kept;
    this.show();
    return true;
  }

  private show(): void {
    let shown = this.confirmed;
    for (const { change } of this.expectations) shown = { ...shown, ...change };
    this.data = shown;
    this.pending = this.expectations.findLast((e) => !e.done)?.action ?? null;
  }
}
