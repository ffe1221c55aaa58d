// Everything an agent can do by keyboard, in one table: the palette lists it, the help explains it, the key
// listener runs it.
import { s } from '../strings.ts';
import { sectionNames } from './place.svelte.ts';
import type { Store } from './store.svelte.ts';
import { viewNames } from './views.ts';

export interface Action {
  id: string;
  title: string;
  group: 'conversation' | 'go' | 'app';
  /** A single key that works while nobody types; empty when there is none. */
  key: string;
  /** A chord that always works, as it is shown. */
  chord?: string;
  /** More words it is found by. */
  keywords?: string[];
  enabled(store: Store): boolean;
  run(store: Store): void;
}

const always = () => true;
const opened = (store: Store) => store.place.conversationId !== '';
const hasOpen = (store: Store) => store.row !== undefined && !store.row.data.resolved;
const isOpen = (store: Store) => opened(store) && hasOpen(store);
const isResolved = (store: Store) => opened(store) && store.row?.data.resolved === true;
const inList = (store: Store) =>
  store.place.area.name === 'work' && store.conversations.shown.length > 0;
const current = (store: Store) => store.subjectId;

const conversation: Action[] = [
  {
    id: 'next',
    title: s.commands.next,
    group: 'conversation',
    key: 'j',
    enabled: inList,
    run: (store) => store.step(1),
  },
  {
    id: 'previous',
    title: s.commands.previous,
    group: 'conversation',
    key: 'k',
    enabled: inList,
    run: (store) => store.step(-1),
  },
  {
    id: 'reply',
    title: s.commands.reply,
    group: 'conversation',
    key: 'r',
    keywords: ['answer', 'message'],
    enabled: opened,
    run: (store) => store.ui.write('reply'),
  },
  {
    id: 'note',
    title: s.commands.note,
    group: 'conversation',
    key: 'n',
    keywords: ['internal', 'comment'],
    enabled: opened,
    run: (store) => store.ui.write('note'),
  },
  {
    id: 'take',
    title: s.commands.take,
    group: 'conversation',
    key: 't',
    keywords: ['assign to me', 'claim'],
    enabled: (store) => hasOpen(store) && store.row?.data.assigneeId !== store.team.me,
    run: (store) => store.commands.take(current(store)),
  },
  {
    id: 'assign',
    title: s.commands.assign,
    group: 'conversation',
    key: 'a',
    enabled: hasOpen,
    run: (store) => store.ui.open('assign'),
  },
  {
    id: 'transfer',
    title: s.commands.transfer,
    group: 'conversation',
    key: 'f',
    keywords: ['forward', 'queue'],
    enabled: hasOpen,
    run: (store) => store.ui.open('transfer'),
  },
  {
    id: 'resolve',
    title: s.commands.resolve,
    group: 'conversation',
    key: 'e',
    keywords: ['close', 'done'],
    enabled: isOpen,
    run: (store) => store.commands.resolve(current(store)),
  },
  {
    id: 'resolveNext',
    title: s.commands.resolveNext,
    group: 'conversation',
    key: 'E',
    keywords: ['close', 'done'],
    enabled: isOpen,
    run: (store) => store.resolveAndNext(),
  },
  {
    id: 'reopen',
    title: s.commands.reopen,
    group: 'conversation',
    key: 'o',
    enabled: isResolved,
    run: (store) => store.commands.reopen(current(store)),
  },
  {
    id: 'acceptOffer',
    title: s.commands.acceptOffer,
    group: 'conversation',
    key: 'y',
    keywords: ['offer', 'yes', 'take'],
    enabled: (store) => store.offers.list.length > 0,
    run: (store) => store.acceptOffer(),
  },
  {
    id: 'declineOffer',
    title: s.commands.declineOffer,
    group: 'conversation',
    key: 'x',
    keywords: ['offer', 'no'],
    enabled: (store) => store.offers.list.length > 0,
    run: (store) => store.declineOffer(),
  },
  {
    id: 'resume',
    title: s.commands.resume,
    group: 'app',
    key: '',
    keywords: ['pause', 'back'],
    enabled: (store) => store.team.self?.paused === true,
    run: (store) => store.commands.resume(),
  },
  {
    id: 'close',
    title: s.commands.closeConversation,
    group: 'conversation',
    key: 'u',
    keywords: ['back', 'list'],
    enabled: opened,
    run: (store) => store.closeConversation(),
  },
];

const go: Action[] = [
  {
    id: 'search',
    title: s.commands.search,
    group: 'go',
    key: '/',
    keywords: ['find'],
    enabled: always,
    run: (store) => store.ui.open('search'),
  },
  ...viewNames.map(
    (view, i): Action => ({
      id: `view-${view}`,
      title: s.views[view],
      group: 'go',
      key: String(i + 1),
      keywords: ['view', 'list'],
      enabled: always,
      run: (store) => store.show(view),
    }),
  ),
  {
    id: 'board',
    title: s.board.title,
    group: 'go',
    key: 'b',
    keywords: ['supervisor', 'agents', 'waiting'],
    enabled: (store) => store.leads,
    run: (store) => store.visit({ name: 'board' }),
  },
  ...sectionNames.map(
    (section): Action => ({
      id: `settings-${section}`,
      title: `${s.settings.title}: ${s.settings[section].title}`,
      group: 'go',
      key: section === 'queues' ? ',' : '',
      keywords: ['administration'],
      enabled: (store) => store.role === 'admin',
      run: (store) => store.visit({ name: 'settings', section, item: '' }),
    }),
  ),
];

const app: Action[] = [
  {
    id: 'palette',
    title: s.commands.palette,
    group: 'app',
    key: '',
    chord: 'Mod K',
    enabled: always,
    run: (store) => store.ui.open('palette'),
  },
  {
    id: 'contact',
    title: s.commands.contact,
    group: 'app',
    key: 'i',
    keywords: ['panel', 'details', 'customer'],
    enabled: opened,
    run: (store) => store.toggleContact(),
  },
  {
    id: 'help',
    title: s.commands.help,
    group: 'app',
    key: '?',
    enabled: always,
    run: (store) => store.ui.open('help'),
  },
  ...(['online', 'away', 'offline'] as const).map(
    (choice): Action => ({
      id: `presence-${choice}`,
      title: `${s.presence.label}: ${s.presence[choice]}`,
      group: 'app',
      key: '',
      enabled: (store) => store.team.chosen !== choice,
      run: (store) => store.commands.choosePresence(choice),
    }),
  ),
  ...(['system', 'light', 'dark'] as const).map(
    (theme): Action => ({
      id: `theme-${theme}`,
      title: `${s.menu.theme}: ${s.menu[`theme_${theme}`]}`,
      group: 'app',
      key: '',
      enabled: (store) => store.prefs.theme !== theme,
      run: (store) => store.prefs.set('theme', theme),
    }),
  ),
  {
    id: 'keys-off',
    title: s.commands.singleKeysOff,
    group: 'app',
    key: '',
    enabled: (store) => store.prefs.singleKeys,
    run: (store) => store.prefs.set('singleKeys', false),
  },
  {
    id: 'keys-on',
    title: s.commands.singleKeysOn,
    group: 'app',
    key: '',
    enabled: (store) => !store.prefs.singleKeys,
    run: (store) => store.prefs.set('singleKeys', true),
  },
  {
    id: 'logout',
    title: s.menu.logout,
    group: 'app',
    key: '',
    keywords: ['sign out'],
    enabled: always,
    run: (store) => void store.logout(),
  },
];

export const actions: readonly Action[] = [...conversation, ...go, ...app];
