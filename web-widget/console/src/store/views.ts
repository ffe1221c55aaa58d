// Which conversations belong to which view, and in what order. Pure.
import { dueOf } from './countdown.ts';
import type { Conversation } from './model.ts';
import type { SortKey } from './order.ts';

export const viewNames = ['mine', 'waiting', 'all', 'resolved'] as const;
export type ViewName = (typeof viewNames)[number];
export type Sort = 'due' | 'activity';
export type Counts = Record<ViewName, number>;

export function inView(view: ViewName, conversation: Conversation, me: string): boolean {
  switch (view) {
    case 'mine':
      return !conversation.resolved && conversation.assigneeId === me && me !== '';
    case 'waiting':
      return !conversation.resolved && conversation.assigneeId === '';
    case 'all':
      return !conversation.resolved;
    case 'resolved':
      return conversation.resolved;
  }
}

/** Answers that are owed first are worked on first; what is over is looked up by time. */
export const defaultSort: Record<ViewName, Sort> = {
  mine: 'due',
  waiting: 'due',
  all: 'activity',
  resolved: 'activity',
};

export function sortKey(conversation: Conversation, sort: Sort): SortKey {
  const newest = -conversation.lastActivityMs;
  if (sort === 'activity') return { primary: newest, secondary: 0, id: conversation.id };
  const due = dueOf(conversation);
  const waiting = conversation.queuedMs > 0 && due === Number.POSITIVE_INFINITY;
  return { primary: due, secondary: waiting ? conversation.queuedMs : newest, id: conversation.id };
}

export function emptyCounts(): Counts {
  return { mine: 0, waiting: 0, all: 0, resolved: 0 };
}
