// Listens for keys on the whole page and runs what they mean. Single keys only while nobody types, no dialog is
// open and the agent has not turned them off (WCAG 2.1.4); Ctrl or ⌘ with K always.
import { actions } from './actions.ts';
import type { Store } from './store.svelte.ts';

const writable = 'input, textarea, select, [contenteditable]:not([contenteditable=false])';
const ownKeys = '[role=menu], [role=listbox], [role=dialog]';

export function listenToKeys(store: Store, target: Window = window): () => void {
  const onKey = (event: KeyboardEvent) => handleKey(store, event);
  target.addEventListener('keydown', onKey);
  return () => target.removeEventListener('keydown', onKey);
}

export function handleKey(store: Store, event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || store.session.state !== 'in') return;
  const chord = event.ctrlKey || event.metaKey;
  if (chord && !event.altKey && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    store.ui.dialog = store.ui.dialog === 'palette' ? null : 'palette';
    return;
  }
  if (chord || event.altKey || !store.prefs.singleKeys || store.ui.dialog !== null) return;
  const at = event.target instanceof Element ? event.target : null;
  if (at?.closest(writable) || at?.closest(ownKeys)) return;
  const action = actions.find((a) => a.key !== '' && a.key === event.key);
  if (!action?.enabled(store)) return;
  event.preventDefault();
  action.run(store);
}
