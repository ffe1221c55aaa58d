// Promised lengths of time as a form has them: minutes as text, to seconds and back. Pure.

const MINUTES_MAX = 31 * 24 * 60;

/** "15", "1.5"; whole seconds are kept. */
export function minutesText(seconds: number): string {
  return String(Math.round((seconds / 60) * 100) / 100);
}

/** Empty is 0; null when it is no length of time. */
export function secondsOf(text: string): number | null {
  const minutes = text.trim() === '' ? 0 : Number(text.trim().replace(',', '.'));
  if (!Number.isFinite(minutes) || minutes < 0 || minutes > MINUTES_MAX) return null;
  return Math.round(minutes * 60);
}

/** A count, like a capacity; null when it is none. */
export function countOf(text: string, max: number): number | null {
  const count = Number(text.trim());
  return text.trim() !== '' && Number.isInteger(count) && count >= 0 && count <= max ? count : null;
}
