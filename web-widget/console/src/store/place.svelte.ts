// Where the agent is: view, conversation, message; or the supervisor's board; or the settings. Kept in the address's
// fragment, so reload, back and bookmarks work: #waiting/cnv_1, #mine/cnv_1/42, #board, #settings/agents/agt_1.
import { type ViewName, viewNames } from './views.ts';

export interface Spot {
  view: ViewName;
  conversationId: string;
  seq: number;
}

export const sectionNames = [
  'queues',
  'inboxes',
  'agents',
  'teams',
  'tiers',
  'calendars',
  'policies',
  'changes',
] as const;
export type SectionName = (typeof sectionNames)[number];

export type Area =
  | { name: 'work' }
  | { name: 'board' }
  /** `item`: an id, or "new"; empty: the list. */
  | { name: 'settings'; section: SectionName; item: string };

const idPattern = /^[\w-]{1,64}$/;
/** Of what has a name instead of an id: as `idOfName` writes it. */
const namePattern = /^[^\0]{1,120}$/u;

function parts(hash: string): string[] {
  return hash.replace(/^#\/?/, '').split('/');
}

export function readSpot(hash: string): Spot {
  const [view = '', conversationId = '', seq = ''] = parts(hash);
  return {
    view: viewNames.find((v) => v === view) ?? 'mine',
    conversationId: idPattern.test(conversationId) ? conversationId : '',
    seq: Number.parseInt(seq, 10) || 0,
  };
}

export function writeSpot({ view, conversationId, seq }: Spot): string {
  return `#${[view, conversationId, seq || ''].filter(Boolean).join('/')}`;
}

export function readArea(hash: string): Area {
  const [name, section = '', item = ''] = parts(hash);
  if (name === 'board') return { name };
  if (name !== 'settings') return { name: 'work' };
  return {
    name,
    section: sectionNames.find((s) => s === section) ?? 'queues',
    item: section === 'calendars' || section === 'policies' ? readName(item) : readId(item),
  };
}

function readId(text: string): string {
  return idPattern.test(text) ? text : '';
}

function readName(text: string): string {
  try {
    const item = decodeURIComponent(text);
    return namePattern.test(item) ? item : '';
  } catch {
    return '';
  }
}

export function writeArea(area: Area): string {
  if (area.name !== 'settings') return `#${area.name}`;
  const item = encodeURIComponent(area.item);
  return `#${['settings', area.section, item].filter(Boolean).join('/')}`;
}

export class Place {
  area: Area = $state.raw({ name: 'work' });
  view: ViewName = $state('mine');
  conversationId = $state('');
  /** The address named no view: the first one with something in it may be chosen. */
  open = location.hash.length < 2;
  /** A message to show, when coming from search. */
  seq = $state(0);

  constructor() {
    this.read();
  }

  listen(changed: () => void): () => void {
    const onMove = () => {
      this.open = false;
      this.read();
      changed();
    };
    window.addEventListener('popstate', onMove);
    return () => window.removeEventListener('popstate', onMove);
  }

  /** Goes there. Opening or closing a conversation makes a step that Back undoes; moving on does not. */
  go(to: Partial<Spot>): void {
    const spot: Spot = {
      view: to.view ?? this.view,
      conversationId: to.conversationId ?? this.conversationId,
      seq: to.seq ?? 0,
    };
    this.open = false;
    const came = this.area.name !== 'work';
    const step = came || (spot.conversationId === '') !== (this.conversationId === '');
    const hash = writeSpot(spot);
    if (hash !== location.hash) history[step ? 'pushState' : 'replaceState'](null, '', hash);
    Object.assign(this, spot);
    if (came) this.area = { name: 'work' };
  }

  /** To the board or the settings; each is a step that Back undoes. */
  visit(area: Area): void {
    this.open = false;
    const hash = writeArea(area);
    if (hash !== location.hash) history.pushState(null, '', hash);
    this.area = area;
    this.conversationId = '';
  }

  private read(): void {
    this.area = readArea(location.hash);
    if (this.area.name === 'work') Object.assign(this, readSpot(location.hash));
    else this.conversationId = '';
  }
}
