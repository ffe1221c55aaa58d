/** By name, those out of use at the end. */
export function inUseFirst<T extends { active: boolean }>(
  items: readonly T[],
  name: (item: T) => string,
): T[] {
  return [...items].sort(
    (a, b) => Number(b.active) - Number(a.active) || name(a).localeCompare(name(b)),
  );
}
