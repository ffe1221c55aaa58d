// Where the customer writes: a box that grows to six lines, the send button, the limit. Keeps the draft for the next
// page and in step with other tabs. It decides nothing about sending: `send` does, and says whether it took the text.
import { keep, recall } from '../contract.ts';
import { el, icon } from './elements.ts';
import { ICONS } from './icons.ts';
import { STRINGS } from './strings.ts';

export interface ComposerHandlers {
  /** False: not taken, the text stays. */
  send(text: string): boolean;
  typing(active: boolean): void;
}

const DRAFT_MS = 300;
const LINES_MAX = 6;
const TELL_SHARE = 0.9; // of the limit: from here on the rest is told

export class Composer {
  readonly element: HTMLFormElement;
  private readonly box_: HTMLTextAreaElement;
  private readonly button_: HTMLButtonElement;
  private readonly note_ = el('p', { class: 'note', role: 'status' });
  private bytes_max_ = 16_384;
  private draftTimer_ = 0;

  constructor(
    private readonly site_: string,
    private readonly handlers_: ComposerHandlers,
  ) {
    this.box_ = el('textarea', {
      rows: 1,
      'aria-label': STRINGS.write,
      placeholder: STRINGS.write,
      dir: 'auto',
      enterkeyhint: 'send',
      autocomplete: 'off',
      oninput: () => this.changed(),
      onkeydown: (event: KeyboardEvent) => this.pressed(event),
      onblur: () => this.handlers_.typing(false),
    });
    const button = { type: 'submit', class: 'send', 'aria-label': STRINGS.send, disabled: true };
    this.button_ = el('button', button, icon(ICONS.send));
    const submit = (event: Event) => {
      event.preventDefault();
      this.submit();
    };
    const field = el('div', { class: 'field' }, this.box_, this.button_);
    this.element = el('form', { class: 'composer', onsubmit: submit }, field, this.note_);
    this.takeDraft();
  }

  focus(): void {
    this.box_.focus({ preventScroll: true });
  }

  limitIs(bytes_max: number): void {
    this.bytes_max_ = bytes_max;
  }

  /** Takes the draft that is kept, unless the person is writing here. */
  takeDraft(): void {
    const root = this.box_.getRootNode() as Document | ShadowRoot;
    if (root.activeElement === this.box_) return;
    this.box_.value = recall(this.site_, 'draft') ?? '';
    this.fit();
  }

  /** Writes the draft at once. */
  flush(): void {
    if (this.draftTimer_ === 0) return;
    clearTimeout(this.draftTimer_);
    this.draftTimer_ = 0;
    keep(this.site_, 'draft', this.box_.value || null);
  }

  clear(): void {
    this.box_.value = '';
    clearTimeout(this.draftTimer_);
    this.draftTimer_ = 0;
    keep(this.site_, 'draft', null);
    this.fit();
  }

  /** Call when the box became visible: heights are not known before. */
  fit(): void {
    const { style } = this.box_;
    style.height = 'auto';
    const line = Number.parseFloat(getComputedStyle(this.box_).lineHeight) || 20;
    const most = line * LINES_MAX + 20;
    style.height = `${Math.min(this.box_.scrollHeight, most)}px`;
    style.overflowY = this.box_.scrollHeight > most ? 'auto' : 'hidden';
    this.tellLimit();
  }

  private changed(): void {
    this.fit();
    this.handlers_.typing(this.box_.value.trim() !== '');
    this.draftTimer_ ||= window.setTimeout(() => this.flush(), DRAFT_MS);
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.shiftKey) return;
    // While an input method composes, Enter chooses a word (229 is how older engines say so).
    if (event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.submit();
  }

  private submit(): void {
    if (this.button_.disabled) return;
    if (this.handlers_.send(this.box_.value)) this.clear();
    else this.tell(STRINGS.boxFull);
    this.focus();
  }

  private tellLimit(): void {
    const text = this.box_.value.trim();
    const left = this.bytes_max_ - new TextEncoder().encode(text).length;
    this.button_.disabled = text === '' || left < 0;
    this.box_.setAttribute('aria-invalid', String(left < 0));
    if (left < 0) this.tell(STRINGS.tooLong(-left));
    else if (left < this.bytes_max_ * (1 - TELL_SHARE)) this.tell(STRINGS.left(left));
    else this.tell('');
  }

  private tell(text: string): void {
    if (this.note_.textContent !== text) this.note_.textContent = text;
  }
}
