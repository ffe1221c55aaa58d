// Whether somebody else answered the customer since this agent began to write. Pure.
import type { ThreadEvent } from './model.ts';

export interface Overtaking {
  seq: number;
  atMs: number;
  authorId: string;
  authorName: string;
  text: string;
}

/** The newest answer by another agent after `sinceSeq`; notes and own messages do not count. */
export function overtakenBy(
  events: readonly ThreadEvent[],
  sinceSeq: number,
  me: string,
): Overtaking | null {
  const event = events.findLast(
    ({ seq, actor, body }) =>
      seq > sinceSeq &&
      actor.by === 'agent' &&
      actor.id !== me &&
      body.kind === 'message' &&
      !body.note,
  );
  if (event?.body.kind !== 'message') return null;
  const { seq, atMs, actor, body } = event;
  return { seq, atMs, authorId: actor.id, authorName: actor.name, text: body.text };
}
