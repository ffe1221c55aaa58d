// What loader and panel know of each other, and the names under which the browser keeps things. Types and a few
// words only, so that both bundles may import it for next to nothing.

export type Theme = 'light' | 'dark' | 'auto';
export interface Who {
  name?: string;
  email?: string;
}

/** What the page may listen for with usher('on', name, fn). */
export interface PageEvents {
  ready: undefined;
  open: undefined;
  close: undefined;
  /** A message from the other side arrived. */
  message: { text: string; author: string };
  unread: number;
  error: { code: number; reason: string };
}

/** The loader's side, handed to the panel. */
export interface Stage {
  root: ShadowRoot;
  launcher: HTMLButtonElement;
  site: string;
  /** ws(s)://…/ws/customer */
  socketUrl: string;
  unreadIs(count: number): void;
  openIs(open: boolean): void;
  emit<K extends keyof PageEvents>(name: K, value: PageEvents[K]): void;
}

/** The panel's side, handed to the loader. */
export interface Panel {
  open(takeFocus: boolean): void;
  close(): void;
  send(text: string): void;
  update(who: Who): void;
  reset(): void;
  destroy(): void;
}

/** The panel module. */
export interface PanelModule {
  mount(stage: Stage): Panel;
}

export type Kept = 'held' | 'outbox' | 'draft' | 'open' | 'told';
export const keyOf = (site: string, what: Kept) => `usher:${site}:${what}`;

/** Null when nothing is kept or the browser refuses storage. */
export function recall(site: string, what: Kept): string | null {
  try {
    return localStorage.getItem(keyOf(site, what));
  } catch {
    return null;
  }
}

/** Null removes. False when the browser refuses. */
export function keep(site: string, what: Kept, value: string | null): boolean {
  try {
    if (value === null) localStorage.removeItem(keyOf(site, what));
    else localStorage.setItem(keyOf(site, what), value);
    return true;
  } catch {
    return false;
  }
}
