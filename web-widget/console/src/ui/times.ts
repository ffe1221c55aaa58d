// Instants as people read them, by this machine's time zone and customs.

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const dayMonth = new Intl.DateTimeFormat(undefined, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
});
const withYear = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const languages = new Intl.DisplayNames(undefined, { type: 'language' });

export const timeOfDay = (ms: number) => clock.format(ms);
export const fullTime = (ms: number) => full.format(ms);

/** The day of something as a heading. */
export function dayName(
  ms: number,
  nowMs: number,
  words: { today: string; yesterday: string },
): string {
  const today = new Date(nowMs).setHours(0, 0, 0, 0);
  const day = new Date(ms).setHours(0, 0, 0, 0);
  const apart = Math.round((today - day) / 86_400_000);
  if (apart === 0) return words.today;
  if (apart === 1) return words.yesterday;
  return apart < 300 ? dayMonth.format(ms) : withYear.format(ms);
}

/** A time of today as "14:05", of another day with its date. */
export function nearTime(ms: number, nowMs: number): string {
  const sameDay = new Date(ms).toDateString() === new Date(nowMs).toDateString();
  return sameDay ? clock.format(ms) : full.format(ms);
}

/** "de" as "German"; the tag itself when nobody knows it. */
export function languageName(tag: string): string {
  try {
    return languages.of(tag) ?? tag;
  } catch {
    return tag;
  }
}
