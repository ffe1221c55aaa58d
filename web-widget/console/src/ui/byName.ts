/** For lists whose values are ids: what is typed must stand in a name. The letters of an id mean nothing. */
export function byName(_id: string, typed: string, names: string[] = []): number {
  const wanted = typed.trim().toLowerCase();
  const all = names.map((name) => name.toLowerCase());
  if (all.some((name) => name.split(' ').some((word) => word.startsWith(wanted)))) return 1;
  return all.some((name) => name.includes(wanted)) ? 0.5 : 0;
}
