// The one script a page embeds: draws the launcher, answers usher(...), and fetches the panel when somebody is about
// to use it or left a conversation unfinished. Leaves one global, `usher`; sets no cookie; makes no other request.
import {
  type PageEvents,
  type Panel,
  type PanelModule,
  recall,
  type Theme,
  type Who,
} from './contract.ts';
import { loaderStyles } from './loaderstyles.ts';

declare const PANEL_FILE: string; // put in by the build: "widget/panel-….js"

interface BootOptions {
  site?: string;
  theme?: Theme;
  hub?: string; // origin, if the script is not served by the hub itself
}
type Call = [name: string, ...args: never[]];
interface Global {
  (...call: Call): unknown;
  q?: ArrayLike<unknown>[];
}

const WORDS = {
  open: 'Open chat',
  close: 'Close chat',
  broken: 'The chat cannot be loaded now. Try again.',
};
const ICON_CHAT = 'M4 5.5h16v10.5H10.5L6 19.5V16H4z';
const ICON_DOWN = 'M6 9.5l6 6 6-6';

const script =
  (document.currentScript as HTMLScriptElement | null) ??
  document.querySelector<HTMLScriptElement>('script[src*="/widget.js"]');
const page = window as unknown as { usher?: Global };
const listeners: { [K in keyof PageEvents]?: Set<(value: PageEvents[K]) => void> } = {};
const darkPage = matchMedia('(prefers-color-scheme: dark)');

let unmount: (() => void) | null = null;
let applyTheme = () => {};
let panelFor: (() => Promise<Panel>) | null = null;
let loaded: Panel | null = null;
let isOpen = false;
let theme: Theme = 'auto';
let who: Who | null = null;

function emit<K extends keyof PageEvents>(name: K, value: PageEvents[K]): void {
  for (const fn of listeners[name] ?? []) {
    try {
      fn(value);
    } catch (error) {
      console.error('usher: a listener of the page failed', error);
    }
  }
}

function icon(path: string): SVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  for (const [name, value] of Object.entries({
    viewBox: '0 0 24 24',
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': '1.9',
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
    'aria-hidden': 'true',
  })) {
    svg.setAttribute(name, value);
  }
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

function boot(options: BootOptions): void {
  const site = options.site ?? script?.dataset.site;
  if (!site || unmount) return;
  const base = new URL(options.hub ?? script?.src ?? '/', location.href);
  theme = options.theme ?? (script?.dataset.theme as Theme | undefined) ?? theme;

  const host = document.createElement('usher-chat');
  if (document.dir) host.dir = document.dir;
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(loaderStyles);
  root.adoptedStyleSheets = [sheet];
  const frame = document.createElement('div');
  const launcher = document.createElement('button');
  launcher.type = 'button';
  launcher.className = 'launcher';
  launcher.setAttribute('aria-haspopup', 'dialog');
  const badge = document.createElement('span');
  badge.className = 'badge';
  badge.setAttribute('aria-hidden', 'true');
  const hint = document.createElement('div');
  hint.className = 'hint';
  hint.setAttribute('role', 'status');
  launcher.append(icon(ICON_CHAT), icon(ICON_DOWN), badge);
  frame.append(hint, launcher);
  root.append(frame);

  let unread = 0;
  const name = () => {
    launcher.setAttribute('aria-expanded', String(isOpen));
    const count = unread === 1 ? '1 unread message' : `${unread} unread messages`;
    const words = isOpen ? WORDS.close : unread ? `${WORDS.open}, ${count}` : WORDS.open;
    launcher.setAttribute('aria-label', words);
    badge.textContent = unread && !isOpen ? (unread > 99 ? '99+' : String(unread)) : '';
  };
  applyTheme = () => {
    frame.className = theme === 'dark' || (theme === 'auto' && darkPage.matches) ? 'u dark' : 'u';
  };

  let loading: Promise<Panel> | null = null;
  let failures = 0;
  const load = () => {
    if (loading) return loading;
    // A browser may remember a failed module by its address, so a second attempt asks under another one.
    const url = new URL(failures ? `${PANEL_FILE}?${failures}` : PANEL_FILE, base);
    loading = import(/* @vite-ignore */ url.href).then(
      (module: PanelModule) => {
        hint.textContent = '';
        const socket = new URL('/ws/customer', base);
        socket.protocol = socket.protocol.replace('http', 'ws');
        loaded = module.mount({
          root,
          launcher,
          site,
          socketUrl: socket.href,
          unreadIs: (count) => {
            if (count !== unread) emit('unread', count);
            unread = count;
            name();
          },
          openIs: (open) => {
            isOpen = open;
            name();
          },
          emit,
        });
        if (who) loaded.update(who);
        return loaded;
      },
      (error) => {
        loading = null;
        failures += 1;
        throw error;
      },
    );
    return loading;
  };
  panelFor = load;
  const soon = () => void load().catch(() => {});
  launcher.addEventListener('pointerenter', soon);
  launcher.addEventListener('focus', soon);
  launcher.addEventListener('click', () => {
    const wasOpen = isOpen; // what the person saw when clicking counts, not what loading made of it
    load().then(
      (panel) => (wasOpen ? panel.close() : panel.open(true)),
      () => {
        hint.textContent = WORDS.broken;
      },
    );
  });
  darkPage.addEventListener('change', applyTheme);
  unmount = () => {
    darkPage.removeEventListener('change', applyTheme);
    loaded?.destroy();
    host.remove();
    unmount = panelFor = loaded = null;
    isOpen = false;
  };

  name();
  applyTheme();
  document.body.append(host);
  const wasOpen = recall(site, 'open') === '1' && innerWidth > 480; // never cover a phone's page unasked
  const unfinished =
    recall(site, 'held')?.includes('"open":true') || (recall(site, 'outbox') ?? '[]') !== '[]';
  if (wasOpen)
    load().then(
      (panel) => panel.open(false),
      () => {},
    );
  else if (unfinished) (window.requestIdleCallback ?? setTimeout)(soon);
  emit('ready', undefined);
}

function withPanel(use: (panel: Panel) => void): void {
  panelFor?.().then(use, () => emit('error', { code: 0, reason: 'the panel cannot be loaded' }));
}

const commands: Record<string, (...args: never[]) => unknown> = {
  boot: (options: BootOptions = {}) => whenBody(() => boot(options)),
  open: () => withPanel((panel) => panel.open(true)),
  close: () => loaded?.close(),
  toggle: () => withPanel((panel) => (isOpen ? panel.close() : panel.open(true))),
  send: (text: string) => withPanel((panel) => panel.send(String(text))),
  update: (value: Who) => {
    who = { ...who, ...value };
    loaded?.update(value); // otherwise told when the panel is there: a name alone is no reason to connect
  },
  reset: () => {
    who = null;
    withPanel((panel) => panel.reset());
  },
  shutdown: () => unmount?.(),
  setTheme: (value: Theme) => {
    theme = value;
    applyTheme();
  },
  on: <K extends keyof PageEvents>(name: K, fn: (value: PageEvents[K]) => void) => {
    const set = (listeners[name] ?? new Set()) as Set<typeof fn>;
    Object.assign(listeners, { [name]: set.add(fn) });
    return () => set.delete(fn);
  },
};
commands.identify = commands.update!;

function whenBody(fn: () => void): void {
  if (document.body) fn();
  else document.addEventListener('DOMContentLoaded', fn, { once: true });
}

function usher(...[name, ...args]: Call): unknown {
  const command = commands[name];
  if (command) return command(...args);
  console.error(`usher: there is no command "${name}"`);
  return undefined;
}

if (!customElements.get('usher-chat')) {
  customElements.define('usher-chat', class extends HTMLElement {});
  const waiting = page.usher?.q ?? [];
  page.usher = usher as Global;
  const first = ['on', 'boot']; // whoever listens hears the rest; whatever is asked for needs a widget
  const rank = ([name]: Call) => (first.includes(name) ? first.indexOf(name) : 2);
  const calls = Array.from(waiting, (call) => Array.from(call) as Call);
  if (script?.dataset.site) calls.push(['boot']);
  for (const call of calls.sort((a, b) => rank(a) - rank(b))) usher(...call);
}
