// A stable colour for a person, from his id: twelve hues that keep their contrast in both themes.

const HUES = [8, 32, 64, 96, 140, 168, 196, 218, 246, 276, 308, 338];

export function hueOf(id: string): number {
  let hash = 2166136261;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 16777619);
  return HUES[(hash >>> 0) % HUES.length]!;
}

/** Two letters at most: of the first and the last word. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = [...(words[0] ?? '')][0] ?? '?';
  const last = words.length > 1 ? ([...(words.at(-1) ?? '')][0] ?? '') : '';
  return (first + last).toUpperCase();
}
