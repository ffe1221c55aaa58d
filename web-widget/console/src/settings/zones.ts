// Time zones as people look for them. Pure but for the browser's own knowledge of zones.

/** More than this is not drawn: whoever types on finds the rest. */
const FOUND_MAX = 60;

const folded = (text: string) =>
  text.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll(/[_/]+/gu, ' ');

/** Those whose name has every word, the ones whose city begins with the first word in front. */
export function foundZones(zones: readonly string[], typed: string): string[] {
  const words = folded(typed).split(/\s+/u).filter(Boolean);
  const first = words[0];
  const found = zones.filter((zone) => {
    const name = folded(zone);
    return words.every((word) => name.includes(word));
  });
  if (first !== undefined) {
    const begins = (zone: string) => folded(zone.split('/').at(-1) ?? '').startsWith(first);
    found.sort((a, b) => Number(begins(b)) - Number(begins(a)));
  }
  return found.slice(0, FOUND_MAX);
}

/** The time there now; empty when the browser does not know the zone. */
export function zoneTime(zone: string, nowMs: number): string {
  if (zone === '') return '';
  try {
    const options = { hour: '2-digit', minute: '2-digit', timeZone: zone } as const;
    return new Intl.DateTimeFormat(undefined, options).format(nowMs);
  } catch {
    return '';
  }
}
