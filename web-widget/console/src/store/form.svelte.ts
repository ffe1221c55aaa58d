// A form's draft beside what is saved: what changed, what is wrong with which field, and how saving fares.
import type { Saved } from './admin.svelte.ts';

export type Faults = Record<string, string>;

export class Form<T extends object> {
  draft: T = $state() as T;
  faults: Faults = $state({});
  state: 'idle' | 'saving' | 'saved' | 'failed' = $state('idle');
  /** What is wrong as a whole; empty when it belongs to a field, or nothing is. */
  message = $state('');
  private saved: T = $state.raw() as T;
  private key = '';

  constructor(
    saved: T,
    private readonly newKey: () => string,
  ) {
    this.saved = saved;
    this.draft = copied(saved);
  }

  readonly changed: boolean = $derived(Object.keys(this.patch()).length > 0);

  /** Only what differs from what is saved. */
  patch(): Partial<T> {
    const patch: Partial<T> = {};
    const draft = $state.snapshot(this.draft) as T;
    for (const name of Object.keys(draft) as (keyof T)[]) {
      if (JSON.stringify(draft[name]) !== JSON.stringify(this.saved[name]))
        patch[name] = draft[name];
    }
    return patch;
  }

  /** Somebody types: what was said of the field does not hold any more. */
  touch(field: string): void {
    for (const name of Object.keys(this.faults)) {
      if (rootOf(name) === field || name === field) delete this.faults[name];
    }
    this.key = '';
    if (this.state !== 'saving') this.state = 'idle';
    this.message = '';
  }

  discard(): void {
    this.draft = copied(this.saved);
    this.faults = {};
    this.message = '';
    this.state = 'idle';
    this.key = '';
  }

  /** What is saved now, also when somebody else did it. A draft that nobody changed follows. */
  follow(saved: T): void {
    const untouched = !this.changed;
    this.saved = saved;
    if (untouched) this.draft = copied(saved);
  }

  /** Sends the whole draft of a new thing, else what changed. The name of the first wrong field, or empty. */
  async submit<V>(
    create: boolean,
    faults: Faults,
    send: (fields: Partial<T>, key: string) => Promise<Saved<V>>,
  ): Promise<{ value: V | null; field: string }> {
    if (this.state === 'saving') return { value: null, field: '' };
    this.faults = faults;
    const first = Object.keys(faults)[0];
    if (first !== undefined) return { value: null, field: first };
    this.state = 'saving';
    this.message = '';
    this.key ||= this.newKey();
    const sent = $state.snapshot(this.draft) as T;
    const outcome = await send(create ? sent : this.patch(), this.key);
    if (outcome.ok) {
      this.saved = sent;
      this.state = 'saved';
      this.key = '';
      return { value: outcome.value, field: '' };
    }
    this.state = 'failed';
    const known = rootOf(outcome.field) in this.draft;
    if (known) this.faults = { [outcome.field]: outcome.text };
    else this.message = outcome.text;
    return { value: null, field: known ? outcome.field : '' };
  }
}

/** Of a place like windows.mon[0] the field of the form. */
function rootOf(place: string): string {
  return place.split(/[.[]/, 1)[0] ?? '';
}

function copied<T>(value: T): T {
  return structuredClone(value);
}
