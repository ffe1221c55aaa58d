// Calls the agent who looks elsewhere: title, favicon, sound, desktop notification. The last two only as chosen.
import { s } from '../strings.ts';
import type { Call } from './attention.svelte.ts';
import type { Prefs } from './prefs.svelte.ts';

const SOUND_EVERY_MS = 2_000;

export class Notifier {
  private audio: AudioContext | null = null;
  private soundedMs = 0;
  private drawn = -1;

  constructor(
    private readonly prefs: Prefs,
    private readonly openConversation: (id: string) => void,
  ) {}

  call({ kind, conversation }: Call): void {
    if (this.prefs.sound) this.beep();
    if (!this.prefs.desktop || !document.hidden || !this.permitted) return;
    const name = conversation.contactName;
    const title =
      kind === 'waiting'
        ? s.notify.waiting(name)
        : kind === 'given'
          ? s.notify.given(name)
          : s.notify.newMessage(name);
    const body = conversation.preview?.by === 'customer' ? conversation.preview.text : '';
    const shown = new Notification(title, { body, tag: conversation.id });
    shown.onclick = () => {
      window.focus();
      this.openConversation(conversation.id);
      shown.close();
    };
  }

  get permitted(): boolean {
    return typeof Notification !== 'undefined' && Notification.permission === 'granted';
  }

  get blocked(): boolean {
    return typeof Notification === 'undefined' || Notification.permission === 'denied';
  }

  async ask(): Promise<boolean> {
    if (this.blocked) return false;
    return (await Notification.requestPermission()) === 'granted';
  }

  showCount(count: number): void {
    if (count === this.drawn) return;
    this.drawn = count;
    document.title = count > 0 ? `(${count}) ${s.product}` : s.product;
    const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]');
    if (icon) icon.href = count > 0 ? faviconWith(count) : '/console/favicon.svg';
  }

  private beep(): void {
    const now = Date.now();
    if (now - this.soundedMs < SOUND_EVERY_MS) return;
    this.soundedMs = now;
    try {
      this.audio ??= new AudioContext();
      tone(this.audio, 660, 0);
      tone(this.audio, 880, 0.11);
    } catch {
      // No sound device, or the browser wants a click first: the other signs remain.
    }
  }
}

function tone(audio: AudioContext, hertz: number, afterS: number): void {
  const at = audio.currentTime + afterS;
  const oscillator = audio.createOscillator();
  const gain = audio.createGain();
  oscillator.frequency.value = hertz;
  gain.gain.setValueAtTime(0.0001, at);
  gain.gain.exponentialRampToValueAtTime(0.08, at + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.18);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(at);
  oscillator.stop(at + 0.2);
}

function faviconWith(count: number): string {
  const text = count > 99 ? '99' : String(count);
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0f766e"/>` +
    `<path d="M8 6v7a6 6 0 0 0 12 0V6" fill="none" stroke="#fff" stroke-width="3.4" stroke-linecap="round"/>` +
    `<circle cx="21" cy="21" r="11" fill="#b42318"/><text x="21" y="25.5" font-family="sans-serif" font-weight="700" ` +
    `font-size="13" fill="#fff" text-anchor="middle">${text}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
