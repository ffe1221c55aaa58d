// Calendars and policies as administrators see and change them, over REST. They are kept by name, in the JSON of
// docs/sla.md; the hub names the place of a mistake, which becomes the field of the form.
import { call, callWithFile } from './http.ts';
import { attempt, type Saved, Shelf } from './shelf.svelte.ts';

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];
export type Windows = Partial<Record<Weekday, string[]>>;
export interface DatedWindows {
  date: string;
  windows: string[];
}
export interface CalendarBody {
  time_zone: string;
  windows: Windows;
  exceptions: DatedWindows[];
}
export interface SlaCalendar extends CalendarBody {
  id: string;
  name: string;
  active: boolean;
}

export const targetNames = [
  'first_response',
  'next_response',
  'update',
  'resolution_first',
  'resolution_total',
] as const;
export type TargetName = (typeof targetNames)[number];
export const pauseNames = ['waiting_customer', 'waiting_partner', 'resolved'] as const;
export type PauseName = (typeof pauseNames)[number];
type ByTarget<T> = Partial<Record<TargetName, T>>;

export interface PolicyMatch {
  queues?: string[];
  channels?: string[];
  languages?: string[];
  labels?: string[];
  hours?: 'open' | 'closed';
}
export interface PolicyBody {
  calendar: string;
  match: PolicyMatch;
  targets: ByTarget<string>;
  pause: ByTarget<string[]>;
  hide_only: string[];
  roll_to_next_open: boolean;
  warnings: ByTarget<string[]>;
  warning_calendar?: string;
  queue_calendars?: Record<string, string>;
}
export interface SlaPolicy extends PolicyBody {
  id: string;
  name: string;
  active: boolean;
}

export interface Holidays {
  from: number;
  to: number;
  added: readonly { date: string; name: string }[];
  kept: readonly { date: string; name: string }[];
  skipped: readonly { line: number; what: string; why: string }[];
  skipped_count: number;
}

export interface TrialCount {
  met: number;
  missed: number;
  open: number;
}
export interface PolicyTrial {
  days: number;
  conversations: number;
  fitting: number;
  complete: boolean;
  targets: readonly { target: TargetName; now: TrialCount; then: TrialCount }[];
  examples: readonly {
    conversation_id: string;
    target: TargetName;
    started_at: string;
    due_at: string | null;
    now: 'kept' | 'missed';
    then: 'kept' | 'missed';
  }[];
}

interface Rules {
  calendars: Record<string, CalendarBody>;
  policies: (PolicyBody & { name: string })[];
}

/** "new" is the form of a new one, so a thing of that name has another id. */
export function idOfName(name: string): string {
  return name === 'new' || name.startsWith('=') ? `=${name}` : name;
}

/** "windows.mon[0]: it must …" is said of windows.mon[0]. */
export function placed<T>(saved: Saved<T>): Saved<T> {
  if (saved.ok || saved.field !== '') return saved;
  const place = /^([\w.[\]-]{1,80}): (.+)$/su.exec(saved.text);
  if (!place) return saved;
  const [, field = '', text = ''] = place;
  return { ok: false, field, text: text.charAt(0).toUpperCase() + text.slice(1) };
}

class NamedShelf<T extends { id: string; name: string }> extends Shelf<T> {
  constructor(
    private readonly folder: string,
    fetchAll: () => Promise<readonly T[]>,
  ) {
    super(folder, fetchAll);
  }

  async define(name: string, body: object): Promise<Saved<null>> {
    return this.settled(placed(await attempt(() => call<null>('PUT', this.pathOf(name), body))));
  }

  async remove(name: string): Promise<Saved<null>> {
    return this.settled(await attempt(() => call<null>('DELETE', this.pathOf(name))));
  }

  pathOf(name: string): string {
    return `${this.folder}/${encodeURIComponent(name)}`;
  }

  private async settled(saved: Saved<null>): Promise<Saved<null>> {
    if (saved.ok) await this.load();
    return saved;
  }
}

export class Promises {
  readonly calendars = new NamedShelf<SlaCalendar>('/sla/calendars', async () =>
    Object.entries((await rules()).calendars)
      .map(([name, body]) => ({ ...body, name, id: idOfName(name), active: true }))
      .sort((a, b) => a.name.localeCompare(b.name)),
  );
  /** In the order in which they are tried. */
  readonly policies = new NamedShelf<SlaPolicy>('/sla/policies', async () =>
    (await rules()).policies.map((body) => ({ ...body, id: idOfName(body.name), active: true })),
  );
  zones: readonly string[] = $state.raw([]);
  private ordering_: Promise<unknown> = Promise.resolve();
  private moving_ = 0; // orders that the hub has not answered
  private held_: readonly SlaPolicy[] = []; // in the order that it holds

  async loadZones(): Promise<void> {
    if (this.zones.length > 0) return;
    const known = await attempt(() => call<{ zones: string[] }>('GET', '/sla/zones'));
    if (known.ok) this.zones = known.value.zones;
  }

  /**
   * Shown in the new order at once; as it was again when the hub refuses. One after the other: two requests at once
   * may overtake each other, and the older order would stay.
   */
  async order(names: readonly string[]): Promise<Saved<null>> {
    const { policies } = this;
    if (this.moving_ === 0) this.held_ = policies.items;
    this.moving_ += 1;
    const moved = names.flatMap((name) => policies.items.filter((it) => it.name === name));
    policies.items = moved;
    const saving = this.ordering_.then(() =>
      attempt(() => call<null>('PUT', '/sla/order', { names })),
    );
    this.ordering_ = saving;
    const saved = await saving;
    this.moving_ -= 1;
    if (saved.ok) this.held_ = moved;
    else if (this.moving_ === 0) policies.items = this.held_;
    return saved;
  }

  /** What of this iCalendar file would come into the calendar; changes nothing. */
  readHolidays(name: string, text: string, from: number, years: number): Promise<Saved<Holidays>> {
    const path = this.calendars.pathOf(name || 'new');
    const query = `?preview=true&from=${from}&years=${years}`;
    return attempt(() => callWithFile<Holidays>(`${path}/import${query}`, text, 'text/calendar'));
  }

  async tryPolicy(name: string, body: object, days: number): Promise<Saved<PolicyTrial>> {
    const path = `${this.policies.pathOf(name || 'new')}/preview?days=${days}`;
    return placed(await attempt(() => call<PolicyTrial>('POST', path, body)));
  }

  reset(): void {
    this.calendars.reset();
    this.policies.reset();
    this.zones = [];
  }
}

function rules(): Promise<Rules> {
  return call<Rules>('GET', '/sla');
}
