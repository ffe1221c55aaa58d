// The panel: puts header, menu, log and composer together over one CustomerClient and decides when to connect, when
// something counts as read, and what the launcher tells. Imported by the loader when somebody is about to chat.
import { type CustomerView, createCustomerClient } from '@usher/client/customer';
import { keep, type Panel, recall, type Stage, type Who } from '../contract.ts';
import { Composer } from './composer.ts';
import { el, icon } from './elements.ts';
import { formats } from './formats.ts';
import { ICONS } from './icons.ts';
import { Log } from './log.ts';
import { Menu } from './menu.ts';
import { rowsOf } from './rows.ts';
import { standing } from './standing.ts';
import { browserStore, onOtherTab } from './storage.ts';
import { STRINGS } from './strings.ts';
import { panelStyles } from './styles.ts';

const OFFLINE_AFTER_MS = 2_000; // shorter losses are not worth a word
const IDLE_CLOSE_MS = 30_000; // a closed panel without a conversation keeps no socket
const CLOCK_MS = 15_000; // how often "by 14:20" is looked at again

export function mount(stage: Stage): Panel {
  const { root, launcher, site } = stage;
  const store = browserStore(site);
  const format = formats();
  const client = createCustomerClient({
    url: stage.socketUrl,
    siteKey: site,
    store,
    locale: navigator.language,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    page: () => ({ url: location.href, title: document.title, referrer: document.referrer }),
    client: 'widget',
  });

  let opened = false;
  let offline = false;
  let drawing = 0;
  let offlineTimer = 0;
  let idleTimer = 0;
  let identity: Who | null = null;

  const title = el('h2', { id: 'usher-title' }, STRINGS.title);
  const stand = el('p', { class: 'standing', role: 'status' });
  const announce = el('div', { class: 'aside', role: 'status' });
  const menu = new Menu({ update: (who) => client.update(who), forget: () => client.reset() });
  const log = new Log(
    {
      older: loadOlder,
      retry: (id) => void client.retry(id),
      discard: (id) => client.discard(id),
      atEnd: markRead,
    },
    format,
  );
  const composer = new Composer(site, {
    send: (text) => client.send(text) !== null,
    typing: (active) => client.typing(active),
  });
  const menuButton = el(
    'button',
    {
      type: 'button',
      'aria-label': STRINGS.menu,
      'aria-expanded': 'false',
      'aria-controls': 'usher-menu',
      onclick: () => showMenu(!menu.shown),
    },
    icon(ICONS.more),
  );
  const closing = { type: 'button', 'aria-label': STRINGS.close, onclick: () => close() };
  const head = el('div', {}, title, stand);
  const panel = el(
    'section',
    {
      class: 'panel',
      role: 'dialog',
      'aria-labelledby': 'usher-title',
      hidden: true,
      onkeydown: pressed,
    },
    el('div', { class: 'head' }, head, menuButton, el('button', closing, icon(ICONS.close))),
    menu.element,
    log.element,
    composer.element,
  );
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(panelStyles);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  launcher.before(panel, announce);

  function open(takeFocus: boolean): void {
    if (!opened) {
      opened = true;
      panel.hidden = false;
      keep(site, 'open', '1');
      stage.openIs(true);
      stage.emit('open', undefined);
    }
    clearTimeout(idleTimer);
    client.connect();
    draw();
    log.toEnd(false);
    composer.fit();
    if (takeFocus) composer.focus();
    markRead();
  }

  function close(): void {
    if (!opened) return;
    opened = false;
    const hadFocus = panel.contains(root.activeElement);
    showMenu(false);
    panel.hidden = true;
    keep(site, 'open', null);
    stage.openIs(false);
    stage.emit('close', undefined);
    if (hadFocus) launcher.focus();
    const idle = () => worthASocket() || client.close();
    idleTimer = window.setTimeout(idle, IDLE_CLOSE_MS);
  }

  function worthASocket(): boolean {
    const { conversation, pending } = client.view();
    return opened || conversation !== null || pending.length > 0;
  }

  function pressed(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.stopPropagation();
    if (menu.shown) {
      showMenu(false);
      menuButton.focus();
    } else {
      close();
    }
  }

  function showMenu(shown: boolean): void {
    if (menu.shown === shown) return;
    menu.show(shown);
    menuButton.setAttribute('aria-expanded', String(shown));
  }

  function markRead(): void {
    if (opened && document.visibilityState === 'visible') client.markRead();
  }

  async function loadOlder(): Promise<void> {
    log.loadingOlder(true);
    await client.loadOlder();
    log.loadingOlder(false);
  }

  function drawSoon(): void {
    drawing ||= window.setTimeout(draw, 8); // not a frame: a page in the background counts on too
  }

  function draw(): void {
    clearTimeout(drawing);
    drawing = 0;
    const view = client.view();
    watchLine(view);
    stage.unreadIs(view.unread);
    if (identity && view.connection.name === 'live') tellIdentity(identity);
    if (!opened) return;
    title.textContent = view.inbox_name || STRINGS.title;
    composer.limitIs(view.text_bytes_max);
    const moment = { now_ms: client.serverNow(), offline, time: format.when };
    const { text, tone } = standing(view, moment);
    if (stand.textContent !== text) stand.textContent = text;
    stand.className = `standing ${tone}`;
    log.show(rowsOf(view, format.dayKey), view.has_older, view.typing);
  }

  function watchLine({ connection }: CustomerView): void {
    if (connection.name === 'live' || connection.name === 'idle') {
      clearTimeout(offlineTimer);
      offlineTimer = 0;
      offline = false;
    } else if (connection.name !== 'closed') {
      const say = () => {
        offline = true;
        drawSoon();
      };
      offlineTimer ||= window.setTimeout(say, navigator.onLine === false ? 0 : OFFLINE_AFTER_MS);
    } else if (!reported) {
      reported = true;
      const reason = connection.code === 4004 ? STRINGS.unknownSite : STRINGS.stopped;
      console.error(`usher: ${reason} (code ${connection.code}, site key "${site}")`);
      stage.emit('error', { code: connection.code, reason });
    }
  }
  let reported = false;

  /** Tells the hub once per value who the page says this is. */
  function tellIdentity(who: Who): void {
    const told = JSON.stringify(who);
    identity = null;
    if (recall(site, 'told') === told) return;
    client.update(who);
    keep(site, 'told', told);
  }

  const seen = () => {
    if (document.visibilityState === 'hidden') {
      composer.flush();
      return client.flush();
    }
    client.wake();
    markRead();
  };
  const leave = () => {
    composer.flush();
    client.flush();
  };
  const wake = () => client.wake();
  const fitView = () => {
    const { height } = window.visualViewport ?? { height: innerHeight };
    panel.style.setProperty('--u-view', `${height}px`); // above a phone's keyboard
  };
  const other = () => client.storeChanged();
  const stopTabs = onOtherTab(site, () => composer.takeDraft(), other);
  document.addEventListener('visibilitychange', seen);
  window.addEventListener('pagehide', leave);
  window.addEventListener('online', wake);
  window.visualViewport?.addEventListener('resize', fitView);
  const clock = window.setInterval(drawSoon, CLOCK_MS);
  const stopChange = client.on('change', drawSoon);
  const stopMessage = client.on('message', ({ text, author }) => {
    stage.emit('message', { text, author });
    markRead();
    if (!opened) announce.textContent = STRINGS.announce(author);
  });

  const held = store.load();
  if (held?.open || client.view().pending.length > 0) client.connect();
  draw();

  return {
    open,
    close,
    send(text) {
      client.connect();
      client.send(text);
    },
    update(who) {
      identity = { ...identity, ...who };
      drawSoon();
    },
    reset: () => {
      composer.clear();
      client.reset();
    },
    destroy() {
      close();
      clearTimeout(idleTimer);
      clearTimeout(offlineTimer);
      clearInterval(clock);
      clearTimeout(drawing);
      stopTabs();
      stopChange();
      stopMessage();
      document.removeEventListener('visibilitychange', seen);
      window.removeEventListener('pagehide', leave);
      window.removeEventListener('online', wake);
      window.visualViewport?.removeEventListener('resize', fitView);
      log.destroy();
      client.close();
    },
  };
}
