// The message log: draws rows, changes only lines that changed, keeps the reader's place. Knows nothing of the hub;
// the panel hands it rows and hears what the reader wants.
import { el, icon, linked } from './elements.ts';
import { ICONS } from './icons.ts';
import type { Delivery, Row } from './rows.ts';
import { STRINGS } from './strings.ts';

export interface LogHandlers {
  older(): void;
  retry(commandId: string): void;
  discard(commandId: string): void;
  /** The newest line came into or went out of view. */
  atEnd(atEnd: boolean): void;
}
export interface LogFormat {
  time: (ms: number) => string;
  day: (ms: number) => string;
}

const END_PX = 40; // this near to the end counts as being there
const OLDER_PX = 120;

type MessageRow = Extract<Row, { kind: 'message' }>;
const STATES: Record<Exclude<Delivery, 'failed'>, string> = {
  waiting: STRINGS.waitingForLine,
  sending: STRINGS.sending,
  sent: STRINGS.sent,
  delivered: STRINGS.delivered,
  read: STRINGS.read,
};

export class Log {
  readonly element: HTMLElement;
  private readonly list_ = el('ol');
  private readonly older_: HTMLButtonElement;
  private readonly below_: HTMLButtonElement;
  private readonly scroll_: HTMLElement;
  // Outside of the log proper: that somebody writes is seen, not read out.
  private readonly typing_ = el('p', { class: 'typing' });
  private readonly lines_ = new Map<string, { element: HTMLElement; drawn: string }>();
  private atEnd_ = true;
  private hasOlder_ = false;
  private resizes_: ResizeObserver | null = null;

  constructor(
    private readonly handlers_: LogHandlers,
    private readonly format_: LogFormat,
  ) {
    const older = {
      type: 'button',
      class: 'older',
      hidden: true,
      onclick: () => handlers_.older(),
    };
    this.older_ = el('button', older, STRINGS.older);
    const below = { type: 'button', class: 'below', hidden: true, onclick: () => this.toEnd(true) };
    this.below_ = el('button', below, STRINGS.newBelow);
    // Focusable, so that the arrow keys scroll it.
    const log = {
      role: 'log',
      'aria-label': STRINGS.conversation,
      'aria-relevant': 'additions',
      tabindex: 0,
    };
    const scroll = { class: 'scroll', ...log, onscroll: () => this.scrolled() };
    this.scroll_ = el('div', scroll, this.older_, this.list_);
    this.element = el('div', { class: 'log' }, this.scroll_, this.typing_, this.below_);
    if (typeof ResizeObserver === 'function') {
      this.resizes_ = new ResizeObserver(() => this.atEnd_ && this.toEnd(false));
      this.resizes_.observe(this.scroll_);
    }
  }

  destroy(): void {
    this.resizes_?.disconnect();
  }

  get atEnd(): boolean {
    return this.atEnd_;
  }

  /** Shows these rows. What is added at the end is read out; what is filled in above is not. */
  show(rows: Row[], hasOlder: boolean, typing: string | null): void {
    const lastBefore = this.list_.lastElementChild;
    const first = rows.find((row) => row.kind === 'message' || row.kind === 'system');
    const fresh = lastBefore === null || (first !== undefined && !this.lines_.has(first.key));
    const fromEnd_px = this.scroll_.scrollHeight - this.scroll_.scrollTop;
    this.scroll_.setAttribute('aria-live', fresh ? 'off' : 'polite');
    this.hasOlder_ = hasOlder;
    this.older_.hidden = !hasOlder;
    this.draw(rows);
    this.drawTyping(typing === null ? '' : STRINGS.typing(typing));

    const last = rows.at(-1);
    const grewBelow = this.list_.lastElementChild !== lastBefore;
    const said = grewBelow && last?.kind === 'message' && last.mine;
    if (this.atEnd_ || said) this.toEnd(false);
    else if (fresh) this.scroll_.scrollTop = this.scroll_.scrollHeight - fromEnd_px;
    else if (grewBelow) this.below_.hidden = false;
  }

  loadingOlder(loading: boolean): void {
    this.older_.disabled = loading;
    this.older_.textContent = loading ? STRINGS.loadingOlder : STRINGS.older;
  }

  toEnd(takeFocus: boolean): void {
    this.scroll_.scrollTop = this.scroll_.scrollHeight;
    if (takeFocus) this.scroll_.focus({ preventScroll: true });
    this.scrolled();
  }

  private scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.scroll_;
    const atEnd = scrollHeight - scrollTop - clientHeight < END_PX;
    if (atEnd) this.below_.hidden = true;
    if (atEnd !== this.atEnd_) {
      this.atEnd_ = atEnd;
      this.handlers_.atEnd(atEnd);
    }
    const wants = this.hasOlder_ && !this.older_.disabled && scrollHeight > clientHeight;
    if (wants && scrollTop < OLDER_PX) this.handlers_.older();
  }

  private draw(rows: Row[]): void {
    const keys = new Set(rows.map((row) => row.key));
    for (const [key, line] of this.lines_) {
      if (keys.has(key)) continue;
      line.element.remove();
      this.lines_.delete(key);
    }
    let next = this.list_.firstElementChild;
    for (const row of rows) {
      const drawn = JSON.stringify(row);
      let line = this.lines_.get(row.key);
      if (!line) {
        line = { element: el('li'), drawn: '' };
        this.lines_.set(row.key, line);
      }
      if (line.drawn !== drawn) this.fill(line.element, row);
      line.drawn = drawn;
      if (line.element === next) next = next.nextElementSibling;
      else this.list_.insertBefore(line.element, next);
    }
  }

  private fill(line: HTMLElement, row: Row): void {
    line.className = row.kind;
    switch (row.kind) {
      case 'day':
        return line.replaceChildren(el('span', {}, this.format_.day(row.at_ms)));
      case 'greeting':
        line.className = 'message theirs first last';
        return line.replaceChildren(el('div', { class: 'bubble', dir: 'auto' }, row.text));
      case 'system': {
        const words = { resolved: STRINGS.wasResolved, reopened: STRINGS.wasReopened };
        const text = row.what === 'joined' ? STRINGS.joined(row.author) : words[row.what];
        return line.replaceChildren(el('span', {}, `${text} · ${this.format_.time(row.at_ms)}`));
      }
      case 'message':
        this.fillMessage(line, row);
    }
  }

  /** Changes texts in place: elements that are put in anew would be read out again. */
  private fillMessage(line: HTMLElement, row: MessageRow): void {
    const failed = row.delivery === 'failed';
    const classes = { mine: row.mine, theirs: !row.mine, first: row.first, last: row.last, failed };
    for (const [name, on] of Object.entries(classes)) line.classList.toggle(name, on);
    if (line.childElementCount === 0) {
      const bubble = el('div', { class: 'bubble', dir: 'auto' }, ...linked(row.text));
      line.append(el('span', { dir: 'auto' }), bubble, el('div'));
    }
    const [author, , meta] = line.children as unknown as [HTMLElement, HTMLElement, HTMLElement];
    author.className = row.first && !row.mine ? 'author' : 'aside';
    author.textContent = row.mine ? STRINGS.you : row.author || STRINGS.them;
    if (failed) this.fillFailure(meta, row);
    else this.fillMeta(meta, row);
  }

  private fillMeta(meta: HTMLElement, row: MessageRow): void {
    const state = row.delivery && row.delivery !== 'failed' ? STATES[row.delivery] : '';
    const told = row.tell && state !== '';
    if (!meta.querySelector('time')) meta.replaceChildren(el('time'), el('i'), el('span'));
    meta.className = row.last || told ? 'meta' : 'aside';
    const [time, mark, words] = meta.children as unknown as [HTMLElement, HTMLElement, HTMLElement];
    time.setAttribute('datetime', new Date(row.at_ms).toISOString());
    time.textContent = this.format_.time(row.at_ms);
    if (told) mark.replaceChildren(icon(ICONS[row.delivery as keyof typeof ICONS]));
    else mark.replaceChildren();
    meta.classList.toggle('seen', row.delivery === 'read');
    words.className = told ? '' : 'aside';
    words.textContent = state;
  }

  private fillFailure(meta: HTMLElement, row: MessageRow): void {
    const id = row.command_id;
    const retry = { type: 'button', onclick: () => this.handlers_.retry(id) };
    const discard = { type: 'button', onclick: () => this.handlers_.discard(id) };
    meta.className = 'meta failure';
    meta.replaceChildren(
      icon(ICONS.failed),
      el('span', {}, STRINGS.failed(row.reason)),
      el('button', retry, STRINGS.retry),
      el('button', discard, STRINGS.discard),
    );
  }

  private drawTyping(text: string): void {
    if (this.typing_.dataset.text === text) return;
    this.typing_.dataset.text = text;
    if (text === '') return this.typing_.replaceChildren();
    const dots = el('span', { class: 'dots', 'aria-hidden': 'true' }, el('i'), el('i'), el('i'));
    this.typing_.replaceChildren(dots, el('span', { dir: 'auto' }, text));
  }
}
