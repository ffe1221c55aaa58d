// What the agent chose for this machine: theme, shortcuts, sound, sort order. Kept in localStorage.
import type { Sort, ViewName } from './views.ts';

export type Theme = 'system' | 'light' | 'dark';
const KEY = 'usher.prefs';

interface Kept {
  theme?: Theme;
  singleKeys?: boolean;
  sound?: boolean;
  desktop?: boolean;
  contactPanel?: boolean;
  sorts?: Partial<Record<ViewName, Sort>>;
}

function read(storage: Storage): Kept {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEY) ?? '{}');
    return typeof kept === 'object' && kept !== null ? kept : {};
  } catch {
    return {};
  }
}

export class Prefs {
  theme: Theme = $state('system');
  singleKeys = $state(true);
  sound = $state(true);
  desktop = $state(false);
  contactPanel = $state(true);
  sorts: Partial<Record<ViewName, Sort>> = $state({});

  constructor(private readonly storage: Storage = localStorage) {
    const kept = read(storage);
    this.theme = kept.theme ?? 'system';
    this.singleKeys = kept.singleKeys ?? true;
    this.sound = kept.sound ?? true;
    this.desktop = kept.desktop ?? false;
    this.contactPanel = kept.contactPanel ?? true;
    this.sorts = kept.sorts ?? {};
  }

  set<K extends keyof Kept & keyof Prefs>(name: K, value: Prefs[K]): void {
    (this as Prefs)[name] = value;
    this.save();
    if (name === 'theme') this.applyTheme();
  }

  applyTheme(): void {
    const { dataset } = document.documentElement;
    if (this.theme === 'system') delete dataset.theme;
    else dataset.theme = this.theme;
  }

  private save(): void {
    const { theme, singleKeys, sound, desktop, contactPanel, sorts } = this;
    const kept: Kept = { theme, singleKeys, sound, desktop, contactPanel, sorts };
    try {
      this.storage.setItem(KEY, JSON.stringify(kept));
    } catch {
      // Storage full or forbidden: the choice holds until the page is left.
    }
  }
}
