// Times and days in the reader's own language and zone.
import { STRINGS } from './strings.ts';

export function formats(locale?: string, now: () => number = Date.now) {
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
  const day = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' });
  const far = new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: 'numeric',
    minute: '2-digit',
  });
  const dayKey = (ms: number) => new Date(ms).toDateString();
  return {
    time: (ms: number) => time.format(ms),
    /** The time of today, or the day with its time. */
    when: (ms: number) => (dayKey(ms) === dayKey(now()) ? time : far).format(ms),
    /** Same for all instants of one local day. */
    dayKey,
    day(ms: number): string {
      if (dayKey(ms) === dayKey(now())) return STRINGS.today;
      const yesterday = new Date(now());
      yesterday.setDate(yesterday.getDate() - 1);
      return dayKey(ms) === yesterday.toDateString() ? STRINGS.yesterday : day.format(ms);
    },
  };
}
