// What is open on the screen, for components that are far from each other.
import type { Mode } from './drafts.svelte.ts';

export type DialogName = 'assign' | 'transfer' | 'palette' | 'search' | 'help';

export class Ui {
  dialog: DialogName | null = $state(null);
  mode: Mode = $state('reply');
  /** Grows when the composer is asked to take the focus. */
  composerAsked = $state(0);
  /** On a narrow screen: the contact pane instead of the thread. */
  contactPane = $state(false);

  open(dialog: DialogName): void {
    this.dialog = dialog;
  }

  write(mode: Mode): void {
    this.mode = mode;
    this.contactPane = false;
    this.composerAsked++;
  }
}
