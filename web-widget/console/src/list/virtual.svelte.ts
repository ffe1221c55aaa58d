// @tanstack/virtual-core as values that Svelte follows: which entries are to be drawn, and where.
import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type VirtualItem,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';

type Options = VirtualizerOptions<HTMLElement, HTMLElement>;
type Given = Pick<Options, 'count' | 'estimateSize'> & Partial<Options>;

export class VirtualRows {
  items: readonly VirtualItem[] = $state.raw([]);
  total = $state(0);
  readonly core: Virtualizer<HTMLElement, HTMLElement>;
  private element: HTMLElement | null = null;
  private fixed: Partial<Options>;

  constructor(given: Given) {
    this.fixed = {
      getScrollElement: () => this.element,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      onChange: () => this.read(),
    };
    this.core = new Virtualizer({ ...this.fixed, ...given } as Options);
  }

  /** Follows this scrolling element; the answer ends it. For use as an attachment. */
  attach(element: HTMLElement): () => void {
    this.element = element;
    const end = this.core._didMount();
    this.core._willUpdate();
    this.read();
    return () => {
      end();
      this.element = null;
    };
  }

  /** New entries. To be called before they are drawn; `drawn` is to follow. */
  set(given: Given): void {
    this.core.setOptions({ ...this.core.options, ...this.fixed, ...given } as Options);
    this.read();
  }

  /** The page has the new height: now the position can be put right. */
  drawn(): void {
    this.core._willUpdate();
  }

  private read(): void {
    this.items = this.core.getVirtualItems();
    this.total = this.core.getTotalSize();
  }
}
