// Goal: keys do what the help says, never while somebody types, and single keys can be turned off.
import { beforeEach, expect, it, vi } from 'vitest';
import { actions } from '../src/store/actions.ts';
import { handleKey } from '../src/store/keyboard.ts';
import { Store } from '../src/store/store.svelte.ts';

let store: Store;
beforeEach(() => {
  localStorage.clear();
  history.replaceState(null, '', '#mine');
  document.body.innerHTML = '<main></main><textarea></textarea>';
  store = new Store();
  store.session.state = 'in';
});

function press(key: string, with_: KeyboardEventInit = {}, on = 'main'): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...with_ });
  document
    .querySelector(on)
    ?.addEventListener('keydown', (e) => handleKey(store, e as KeyboardEvent), { once: true });
  document.querySelector(on)?.dispatchEvent(event);
  return event;
}

it('views, search and help open by single keys', () => {
  press('2');
  expect(store.place.view).toBe('waiting');
  press('/');
  expect(store.ui.dialog).toBe('search');
  store.ui.dialog = null;
  press('?');
  expect(store.ui.dialog).toBe('help');
});

it('nothing happens while typing, in a dialog, or with a modifier', () => {
  press('2', {}, 'textarea');
  press('2', { altKey: true });
  press('2', { ctrlKey: true });
  store.ui.dialog = 'help';
  press('2');
  expect(store.place.view).not.toBe('waiting');
});

it('single keys can be turned off for good; the palette still opens', () => {
  store.prefs.set('singleKeys', false);
  press('/');
  expect(store.ui.dialog).toBeNull();
  press('k', { ctrlKey: true }, 'textarea');
  expect(store.ui.dialog).toBe('palette');
  expect(new Store().prefs.singleKeys).toBe(false);
});

it('an action that is not possible lets the key through', () => {
  const event = press('e');
  expect(event.defaultPrevented).toBe(false);
});

it('no key means two things', () => {
  const keys = actions.map((a) => a.key).filter(Boolean);
  expect(new Set(keys).size).toBe(keys.length);
});

it('nobody is logged in: keys are left alone', () => {
  store.session.state = 'out';
  const spy = vi.spyOn(store, 'show');
  press('2');
  expect(spy).not.toHaveBeenCalled();
});
