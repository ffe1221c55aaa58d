// What a promise's clock says: which clock counts, how much is left, in words. Pure; time comes in.
import type { Clock, Conversation } from './model.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Of the promised time this part may be gone before the clock is shown as a warning. */
const WARN_AFTER = 0.8;

export type Tone = 'ok' | 'warn' | 'late';

/**
 * The clock an agent must care about now: the earliest due one that runs, or that was missed and still is not
 * answered. Null when no answer is owed.
 */
export function urgentClock(conversation: Conversation): Clock | null {
  if (conversation.resolved) return null;
  let urgent: Clock | null = null;
  for (const clock of conversation.clocks) {
    const late = clock.state === 'missed' && clock.endedMs === 0;
    if (clock.state !== 'running' && !late) continue;
    if (!urgent || clock.dueMs < urgent.dueMs) urgent = clock;
  }
  return urgent;
}

/** When the next answer is due; Infinity when none is owed, so that it sorts last. */
export function dueOf(conversation: Conversation): number {
  return urgentClock(conversation)?.dueMs ?? Number.POSITIVE_INFINITY;
}

export function toneOf(
  clock: Pick<Clock, 'startedMs' | 'dueMs'> & { warned?: number },
  nowMs: number,
): Tone {
  if (nowMs > clock.dueMs) return 'late';
  if (clock.warned) return 'warn';
  const promised = Math.max(1, clock.dueMs - clock.startedMs);
  return nowMs - clock.startedMs >= promised * WARN_AFTER ? 'warn' : 'ok';
}

/** A length of time as short words: "95 s", "12 m", "2 h 5 m", "3 d 4 h". Always rounded down. */
export function duration(ms: number): string {
  const left = Math.max(0, ms);
  if (left < 2 * MINUTE) return `${Math.floor(left / SECOND)} s`;
  if (left < HOUR) return `${Math.floor(left / MINUTE)} m`;
  if (left < 2 * DAY) return pair(left, HOUR, 'h', MINUTE, 'm');
  return pair(left, DAY, 'd', HOUR, 'h');
}

/** A promised length of time without left-overs: "1 h", "90 s" stays "90 s". */
function pair(ms: number, big: number, bigUnit: string, small: number, smallUnit: string): string {
  const bigs = Math.floor(ms / big);
  const smalls = Math.floor((ms % big) / small);
  return smalls > 0 ? `${bigs} ${bigUnit} ${smalls} ${smallUnit}` : `${bigs} ${bigUnit}`;
}

/** The time since something, for the list: "now", "4 m", "3 h", "2 d". */
export function since(atMs: number, nowMs: number): string {
  const ms = nowMs - atMs;
  if (ms < MINUTE) return 'now';
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} m`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h`;
  return `${Math.floor(ms / DAY)} d`;
}

/** The same as a half sentence: "just now", "4 minutes ago". */
export function ago(atMs: number, nowMs: number): string {
  const ms = nowMs - atMs;
  if (ms < 5 * SECOND) return 'just now';
  const [n, unit] =
    ms < MINUTE
      ? [Math.floor(ms / SECOND), 'second']
      : ms < HOUR
        ? [Math.floor(ms / MINUTE), 'minute']
        : ms < DAY
          ? [Math.floor(ms / HOUR), 'hour']
          : [Math.floor(ms / DAY), 'day'];
  return `${n} ${unit}${n === 1 ? '' : 's'} ago`;
}
