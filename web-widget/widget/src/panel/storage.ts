// The browser's storage for one site key: token and history, unsent commands, the draft. When the browser refuses
// (private mode, blocked, full) the panel works on without keeping. No cookies, ever.
import type { CustomerCommand, CustomerStore, Held, Pending } from '@usher/client/customer';
import { keep, keyOf, recall } from '../contract.ts';

export function browserStore(site: string): CustomerStore {
  const outbox = () => {
    const list = parsed(recall(site, 'outbox'));
    return Array.isArray(list) ? (list.filter(isPending) as Pending<CustomerCommand>[]) : [];
  };
  return {
    load() {
      const held = parsed(recall(site, 'held')) as Held | null;
      return held && Array.isArray(held.items) && held.theirs ? held : null;
    },
    save: (held) => void keep(site, 'held', JSON.stringify(held)),
    clear() {
      keep(site, 'held', null);
      keep(site, 'told', null);
    },
    outbox: {
      load: outbox,
      update: (change) => keep(site, 'outbox', JSON.stringify(change(outbox()))),
    },
  };
}

/** Calls when another tab of this page changed the draft, or anything else of this site key. */
export function onOtherTab(site: string, draft: () => void, other: () => void): () => void {
  const heard = (event: StorageEvent) => {
    if (event.key === keyOf(site, 'draft')) draft();
    else if (
      event.key === null ||
      [keyOf(site, 'held'), keyOf(site, 'outbox')].includes(event.key)
    ) {
      other();
    }
  };
  window.addEventListener('storage', heard);
  return () => window.removeEventListener('storage', heard);
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null; // somebody else wrote there
  }
}

function isPending(entry: unknown): boolean {
  const { id, payload } = (entry ?? {}) as Partial<Pending<CustomerCommand>>;
  return typeof id === 'string' && typeof payload === 'object';
}
