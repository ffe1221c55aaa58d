// From what the client holds to the lines of the log, top to bottom, each with a key that stays the same from the
// first "Sending…" to "Read". Pure: the log draws what this returns and nothing more.
import type { CustomerCommand, CustomerView, Item, Pending } from '@usher/client/customer';

export type Delivery = 'waiting' | 'sending' | 'sent' | 'delivered' | 'read' | 'failed';

export type Row =
  | { key: string; kind: 'day'; at_ms: number }
  | { key: string; kind: 'greeting'; text: string }
  | {
      key: string;
      kind: 'system';
      what: 'joined' | 'resolved' | 'reopened';
      author: string;
      at_ms: number;
    }
  | {
      key: string;
      kind: 'message';
      mine: boolean;
      author: string;
      text: string;
      at_ms: number;
      /** First and last of a run by one author within five minutes. */
      first: boolean;
      last: boolean;
      delivery: Delivery | null;
      /** The state is worth showing in words: the newest of its kind, or something to do. */
      tell: boolean;
      reason: string;
      command_id: string;
    };
type MessageRow = Extract<Row, { kind: 'message' }>;

const RUN_MS_MAX = 5 * 60_000;

export function rowsOf(view: CustomerView, dayOf: (ms: number) => string): Row[] {
  const rows: Row[] = [];
  if (view.greeting !== '' && !view.has_older) {
    rows.push({ key: 'greeting', kind: 'greeting', text: view.greeting });
  }
  let day = '';
  const put = (row: MessageRow | Extract<Row, { kind: 'system' }>) => {
    const its = dayOf(row.at_ms);
    if (its !== day) rows.push({ key: `day ${its}`, kind: 'day', at_ms: row.at_ms });
    day = its;
    rows.push(row);
  };
  for (const item of view.items) put(ofItem(item, view));
  for (const entry of view.pending) if (entry.payload.kind === 'send') put(ofPending(entry, view));
  const unique = new Map(rows.map((row) => [row.key, row]));
  const all = [...unique.values()];
  group(all);
  tellNewest(all);
  return all;
}

function ofItem(item: Item, view: CustomerView): MessageRow | Extract<Row, { kind: 'system' }> {
  if (item.kind !== 'message') {
    const author = item.kind === 'joined' ? item.author : '';
    return { key: `s${item.seq}`, kind: 'system', what: item.kind, author, at_ms: item.at_ms };
  }
  const reached =
    item.seq <= view.read ? 'read' : item.seq <= view.delivered ? 'delivered' : 'sent';
  return {
    key: item.mine && item.key ? item.key : `s${item.seq}`,
    kind: 'message',
    mine: item.mine,
    author: item.author,
    text: item.text,
    at_ms: item.at_ms,
    first: true,
    last: true,
    delivery: item.mine ? reached : null,
    tell: false,
    reason: '',
    command_id: '',
  };
}

function ofPending(entry: Pending<CustomerCommand>, view: CustomerView): MessageRow {
  const waits = entry.state === 'sending' && view.connection.name !== 'live';
  return {
    key: entry.id,
    kind: 'message',
    mine: true,
    author: '',
    text: entry.payload.kind === 'send' ? entry.payload.text : '',
    at_ms: entry.created_ms,
    first: true,
    last: true,
    delivery: waits ? 'waiting' : entry.state,
    tell: true,
    reason: entry.failure?.text ?? '',
    command_id: entry.id,
  };
}

function group(rows: Row[]): void {
  for (let i = 1; i < rows.length; i += 1) {
    const [before, row] = [rows[i - 1]!, rows[i]!];
    if (before.kind !== 'message' || row.kind !== 'message') continue;
    const sameRun =
      before.mine === row.mine &&
      before.author === row.author &&
      row.at_ms - before.at_ms < RUN_MS_MAX &&
      before.delivery !== 'failed';
    if (sameRun) {
      before.last = false;
      row.first = false;
    }
  }
}

/** "Read" under ten messages says no more than under the last one. */
function tellNewest(rows: Row[]): void {
  const told = new Set<Delivery>();
  for (let i = rows.length - 1; i >= 0; i -= 1) {
    const row = rows[i]!;
    if (row.kind !== 'message' || !row.delivery || row.tell || told.has(row.delivery)) continue;
    row.tell = true;
    told.add(row.delivery);
  }
}
