// What is open on the screen, for components that are far from each other.
import { MediaQuery } from 'svelte/reactivity';
import type { Mode } from './drafts.svelte.ts';

export type DialogName =
  | 'assign'
  | 'transfer'
  | 'palette'
  | 'search'
  | 'help'
  | 'pause'
  | 'capacity'
  | 'waive'
  | 'timers';

export class Ui {
  dialog: DialogName | null = $state(null);
  mode: Mode = $state('reply');
  /** On the board: the conversation and the agent that was chosen last. */
  conversationId = $state('');
  agentId = $state('');
  /** Grows when the composer is asked to take the focus. */
  composerAsked = $state(0);
  /** Room for the contact panel beside the thread; without it the panel lies above, and only when asked for. */
  readonly roomy = new MediaQuery('min-width: 1181px');
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
