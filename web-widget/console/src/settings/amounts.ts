// Numbers of routing as a form has them: seconds, and shares of a conversation as "2.5". Pure.

export const SECONDS_MAX = 30 * 24 * 3600;

/** Thousandths of a conversation as people count them: "1", "0.5"; 0 is empty. */
export function unitsText(permille: number): string {
  return permille === 0 ? '' : String(permille / 1000);
}

/** Null when it is no number up to 1000. Empty is 0. */
export function unitsOf(text: string): number | null {
  const units = text.trim() === '' ? 0 : Number(text.trim().replace(',', '.'));
  return Number.isFinite(units) && units >= 0 && units <= 1000 ? Math.round(units * 1000) : null;
}
