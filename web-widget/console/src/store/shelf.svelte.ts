// Lists of things that administrators keep, as they were loaded last, and how saving one of them fared. Forms keep
// their own drafts.
import { s } from '../strings.ts';
import { call, HttpFailure } from './http.ts';

export type Saved<T> = { ok: true; value: T } | { ok: false; field: string; text: string };

/** A list of things of one kind. What was loaded before stays while it is loaded again. */
export class Shelf<T extends { id: string }> {
  state: 'loading' | 'ready' | 'failed' = $state('loading');
  items: readonly T[] = $state.raw([]);
  private round = 0;

  constructor(
    private readonly path: string,
    private readonly fetchAll: () => Promise<readonly T[]>,
  ) {}

  find(id: string): T | undefined {
    return this.items.find((item) => item.id === id);
  }

  async load(): Promise<void> {
    const round = ++this.round;
    if (this.state === 'failed') this.state = 'loading';
    try {
      const items = await this.fetchAll();
      if (round !== this.round) return;
      this.items = items;
      this.state = 'ready';
    } catch {
      if (round === this.round) this.state = 'failed';
    }
  }

  /** Makes one, or changes the one of this id. The same key again does nothing twice. */
  async save(id: string, fields: object, key: string): Promise<Saved<T & { password?: string }>> {
    const path = id === '' ? this.path : `${this.path}/${id}`;
    const method = id === '' ? 'POST' : 'PATCH';
    return attempt(async () => {
      const value = await call<T & { password?: string }>(method, path, fields, undefined, {
        'Idempotency-Key': key,
      });
      this.put(value);
      return value;
    });
  }

  reset(): void {
    this.round++;
    this.items = [];
    this.state = 'loading';
  }

  private put(value: T): void {
    this.round++; // whatever is being loaded does not know of it
    const known = this.items.some((item) => item.id === value.id);
    this.items = known
      ? this.items.map((item) => (item.id === value.id ? value : item))
      : [...this.items, value];
  }
}

export async function attempt<T>(work: () => Promise<T>): Promise<Saved<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (!(error instanceof HttpFailure)) return { ok: false, field: '', text: s.settings.notSaved };
    if (error.unreachable && error.text === '') {
      return { ok: false, field: '', text: s.settings.unreachable };
    }
    return { ok: false, field: error.field, text: error.text || s.settings.notSaved };
  }
}
