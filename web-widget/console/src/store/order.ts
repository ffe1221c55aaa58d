// A list kept in order while single entries change: one binary search and one splice per change.
// Used by the conversation list; knows nothing of conversations.

/** Smaller comes first; equal primaries are decided by the secondary, then by id, so order is total. */
export interface SortKey {
  primary: number;
  secondary: number;
  id: string;
}

export function compareKeys(a: SortKey, b: SortKey): number {
  if (a.primary !== b.primary) return a.primary < b.primary ? -1 : 1;
  if (a.secondary !== b.secondary) return a.secondary < b.secondary ? -1 : 1;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

export class OrderedList<T> {
  readonly items: T[] = [];
  private readonly keys: SortKey[] = [];
  private readonly held = new Map<string, SortKey>();

  get length(): number {
    return this.items.length;
  }

  has(id: string): boolean {
    return this.held.has(id);
  }

  /** Puts the item where its key belongs; true when that changed anything. */
  place(item: T, key: SortKey): boolean {
    const before = this.held.get(key.id);
    if (before) {
      if (compareKeys(before, key) === 0) return false;
      this.cut(before);
    }
    const at = this.search(key);
    this.items.splice(at, 0, item);
    this.keys.splice(at, 0, key);
    this.held.set(key.id, key);
    return true;
  }

  remove(id: string): boolean {
    const before = this.held.get(id);
    if (!before) return false;
    this.cut(before);
    this.held.delete(id);
    return true;
  }

  /** Replaces everything; one sort instead of many splices. */
  fill(entries: { item: T; key: SortKey }[]): void {
    entries.sort((a, b) => compareKeys(a.key, b.key));
    this.items.length = 0;
    this.keys.length = 0;
    this.held.clear();
    for (const { item, key } of entries) {
      this.items.push(item);
      this.keys.push(key);
      this.held.set(key.id, key);
    }
  }

  private cut(key: SortKey): void {
    const at = this.search(key);
    this.items.splice(at, 1);
    this.keys.splice(at, 1);
  }

  private search(key: SortKey): number {
    let low = 0;
    let high = this.keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareKeys(this.keys[middle]!, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
