// Where the customer stands, in one or two true sentences. Pure: the header shows what this returns.
import { ConversationStatus, type CustomerView } from '@usher/client/customer';
import { STRINGS } from './strings.ts';

export interface Standing {
  text: string;
  /** How the dot before it looks. */
  tone: 'good' | 'waiting' | 'bad';
}

export interface Moment {
  /** By the hub's clock, unix milliseconds. */
  now_ms: number;
  /** Not live for long enough to say so. */
  offline: boolean;
  time: (ms: number) => string;
}

export function standing(view: CustomerView, moment: Moment): Standing {
  const { connection, conversation } = view;
  if (connection.name === 'closed') {
    return { text: connection.code === 4004 ? STRINGS.unknownSite : STRINGS.stopped, tone: 'bad' };
  }
  if (moment.offline) return { text: STRINGS.offline, tone: 'bad' };
  if (connection.name !== 'live' && view.inbox_name === '') {
    return { text: STRINGS.connecting, tone: 'waiting' };
  }
  if (!conversation) {
    return view.agents_online > 0
      ? { text: STRINGS.present, tone: 'good' }
      : { text: STRINGS.absent, tone: 'waiting' };
  }
  if (conversation.status === ConversationStatus.RESOLVED) {
    return { text: STRINGS.resolved, tone: 'waiting' };
  }
  const due_ms = conversation.answer_due_ms;
  const by =
    due_ms === 0
      ? ''
      : due_ms > moment.now_ms
        ? STRINGS.answerBy(moment.time(due_ms))
        : STRINGS.late;
  if (conversation.agent_name !== '') {
    const late = by === STRINGS.late ? by : '';
    return { text: sentences(STRINGS.answers(conversation.agent_name), late), tone: 'good' };
  }
  const place = conversation.place_in_queue;
  const first = place > 0 ? STRINGS.number(place) : by === '' ? STRINGS.waiting : '';
  const { wait_half_s, wait_most_s } = conversation;
  const range = wait_most_s > 0 && by !== STRINGS.late ? waits(wait_half_s, wait_most_s) : '';
  return { text: sentences(first, range, by), tone: 'waiting' };
}

/** In minutes, rounded up: half of those in this place waited no longer than the one, nine of ten than the other. */
function waits(half_s: number, most_s: number): string {
  const half = Math.max(1, Math.ceil(half_s / 60));
  return STRINGS.waits(half, Math.max(half, Math.ceil(most_s / 60)));
}

function sentences(...parts: string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}
