// The small region under the header where a person may give a name or address, and may be forgotten. Nobody has to
// come here; nothing asks for it.
import type { Who } from '../contract.ts';
import { el } from './elements.ts';
import { STRINGS } from './strings.ts';

export interface MenuHandlers {
  update(who: Who): void;
  forget(): void;
}

export class Menu {
  readonly element: HTMLElement;
  private readonly name_: HTMLInputElement;
  private readonly email_: HTMLInputElement;
  private readonly note_ = el('p', { class: 'note', role: 'status' });
  private readonly forget_: HTMLButtonElement;
  private readonly sure_: HTMLElement;

  constructor(private readonly handlers_: MenuHandlers) {
    const field = (label: string, type: string, autocomplete: string) => {
      const input = el('input', { type, autocomplete, maxlength: 200 });
      return { input, line: el('label', {}, el('span', {}, label), input) };
    };
    const name = field(STRINGS.name, 'text', 'name');
    const email = field(STRINGS.email, 'email', 'email');
    this.name_ = name.input;
    this.email_ = email.input;
    const submit = (event: Event) => {
      event.preventDefault();
      this.save();
    };
    const form = el(
      'form',
      { onsubmit: submit, novalidate: true },
      el('h3', {}, STRINGS.aboutYou),
      name.line,
      email.line,
      el('button', { type: 'submit', class: 'quiet' }, STRINGS.save),
    );
    const asks = { type: 'button', class: 'quiet danger', onclick: () => this.ask(true) };
    this.forget_ = el('button', asks, STRINGS.forget);
    this.sure_ = el(
      'div',
      { hidden: true },
      el('p', {}, STRINGS.forgetSure),
      el(
        'button',
        { type: 'button', class: 'quiet danger', onclick: () => this.forget() },
        STRINGS.forgetYes,
      ),
      el(
        'button',
        { type: 'button', class: 'quiet', onclick: () => this.ask(false) },
        STRINGS.forgetNo,
      ),
    );
    const parts = [form, this.note_, this.forget_, this.sure_];
    this.element = el('div', { class: 'menu', id: 'usher-menu', hidden: true }, ...parts);
  }

  get shown(): boolean {
    return !this.element.hidden;
  }

  show(shown: boolean): void {
    this.element.hidden = !shown;
    this.note_.textContent = '';
    this.ask(false, false);
    if (shown) this.name_.focus();
  }

  private save(): void {
    const [name, email] = [this.name_.value.trim(), this.email_.value.trim()];
    if (name === '' && email === '') return;
    const bad = email !== '' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email);
    this.email_.setAttribute('aria-invalid', String(bad));
    this.note_.textContent = bad ? STRINGS.badEmail : STRINGS.saved;
    if (bad) return this.email_.focus();
    this.handlers_.update({ name, email });
  }

  private ask(sure: boolean, takeFocus = true): void {
    this.sure_.hidden = !sure;
    this.forget_.hidden = sure;
    if (!takeFocus) return;
    if (sure) this.sure_.querySelector('button')?.focus();
    else this.forget_.focus();
  }

  private forget(): void {
    this.name_.value = this.email_.value = '';
    this.ask(false);
    this.handlers_.forget();
    this.note_.textContent = STRINGS.forgotten;
  }
}
