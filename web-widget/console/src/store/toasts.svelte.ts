// Short messages that come and go by themselves: what the hub refused, what could not be done.

export interface Toast {
  id: number;
  text: string;
}

const SHOWN_MS = 8_000;
const TOASTS_MAX = 4;

export class Toasts {
  list: readonly Toast[] = $state.raw([]);
  private nextId = 1;

  say(text: string): void {
    if (this.list.some((t) => t.text === text)) return;
    const toast = { id: this.nextId++, text };
    this.list = [...this.list, toast].slice(-TOASTS_MAX);
    setTimeout(() => this.dismiss(toast.id), SHOWN_MS);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((t) => t.id !== id);
  }
}
