// Hours of a week as people type and read them. Pure.
import { type Weekday, type Windows, weekdays } from '../store/promises.svelte.ts';

export interface Stretch {
  from: string;
  to: string;
}
const MINUTES_A_DAY = 24 * 60;

/** "9", "9:30", "0930", "9.30" as minutes since midnight, up to 24:00; null when it is no time. */
export function minutesOf(text: string): number | null {
  const parts = /^(\d{1,2})(?:[:.h]?(\d{2}))?$/u.exec(text.trim());
  if (!parts) return null;
  const minutes = Number(parts[1]) * 60 + Number(parts[2] ?? 0);
  return Number(parts[2] ?? 0) < 60 && minutes <= MINUTES_A_DAY ? minutes : null;
}

export function timeText(minutes: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** As the hub writes it when it is a time, else as it was typed. */
export function tidy(text: string): string {
  const minutes = minutesOf(text);
  return minutes === null ? text : timeText(minutes);
}

export function stretchOf(window: string): Stretch {
  const [from = '', to = ''] = window.split('-', 2);
  return { from, to };
}

export function windowOf({ from, to }: Stretch): string {
  return `${tidy(from)}-${tidy(to)}`;
}

/** Which window of a day is wrong and why: as the hub would say it. */
export function faultOf(windows: readonly string[]): { nth: number; why: FaultOfHours } | null {
  let last = 0;
  for (const [nth, window] of windows.entries()) {
    const stretch = stretchOf(window);
    const [from, to] = [minutesOf(stretch.from), minutesOf(stretch.to)];
    if (from === null || to === null) return { nth, why: 'time' };
    if (to <= from) return { nth, why: 'order' };
    if (nth > 0 && from < last) return { nth, why: 'overlap' };
    last = to;
  }
  return null;
}
export type FaultOfHours = 'time' | 'order' | 'overlap';

/** Parts of a day's 24 hours, for a picture: only what can be read. */
export function bars(windows: readonly string[]): { start: number; width: number }[] {
  return windows.flatMap((window) => {
    const { from, to } = stretchOf(window);
    const [start, end] = [minutesOf(from), minutesOf(to)];
    if (start === null || end === null || end <= start) return [];
    return [{ start: start / MINUTES_A_DAY, width: (end - start) / MINUTES_A_DAY }];
  });
}

export function openMinutes(windows: Windows): number {
  let sum = 0;
  for (const day of weekdays) {
    for (const { width } of bars(windows[day] ?? [])) sum += Math.round(width * MINUTES_A_DAY);
  }
  return sum;
}

/** Days that follow each other with the same hours stand together: "Mon–Fri 09:00–17:00". */
export function weekText(windows: Windows, names: Record<Weekday, string>): string {
  const parts: string[] = [];
  for (let at = 0; at < weekdays.length; ) {
    const day = weekdays[at]!;
    const hours = (windows[day] ?? []).join(', ');
    let last = at;
    while (last + 1 < weekdays.length && (windows[weekdays[last + 1]!] ?? []).join(', ') === hours)
      last++;
    const span = last === at ? names[day] : `${names[day]}–${names[weekdays[last]!]}`;
    if (hours) parts.push(`${span} ${hours.replaceAll('-', '–')}`);
    at = last + 1;
  }
  return parts.join(' · ');
}

/** "90m", "1h 30m", "PT2H" as seconds; null when it is no length of time. A day has 24 hours. */
export function secondsOfDuration(text: string): number | null {
  const given = text
    .trim()
    .toLowerCase()
    .replaceAll(/\s+/gu, '')
    .replace(/^p(?!$)/u, '')
    .replace('t', '');
  const parts = /^(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?:in)?)?(?:(\d+)s)?$/u.exec(given);
  if (!parts || given === '') return null;
  const [, w, d, h, m, s] = parts.map((it) => Number(it ?? 0));
  return (((w! * 7 + d!) * 24 + h!) * 60 + m!) * 60 + s!;
}

/** "1h30m" as "1 h 30 min". */
export function durationWords(text: string): string {
  const seconds = secondsOfDuration(text);
  if (seconds === null) return text;
  const units: [number, string][] = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ];
  const said = units.filter(([n]) => n > 0).map(([n, unit]) => `${n} ${unit}`);
  return said.join(' ') || '0 min';
}
