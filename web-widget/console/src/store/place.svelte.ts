// Where the agent is: view, conversation, message. Kept in the address's fragment, so reload, back and
// bookmarks work: #waiting/cnv_1 or #mine/cnv_1/42.
import { type ViewName, viewNames } from './views.ts';

export interface Spot {
  view: ViewName;
  conversationId: string;
  seq: number;
}

export function readSpot(hash: string): Spot {
  const [view = '', conversationId = '', seq = ''] = hash.replace(/^#\/?/, '').split('/');
  return {
    view: viewNames.find((v) => v === view) ?? 'mine',
    conversationId: /^[\w-]{1,64}$/.test(conversationId) ? conversationId : '',
    seq: Number.parseInt(seq, 10) || 0,
  };
}

export function writeSpot({ view, conversationId, seq }: Spot): string {
  return `#${[view, conversationId, seq || ''].filter(Boolean).join('/')}`;
}

export class Place {
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
    const step = (spot.conversationId === '') !== (this.conversationId === '');
    const hash = writeSpot(spot);
    if (hash !== location.hash) history[step ? 'pushState' : 'replaceState'](null, '', hash);
    Object.assign(this, spot);
  }

  private read(): void {
    Object.assign(this, readSpot(location.hash));
  }
}
