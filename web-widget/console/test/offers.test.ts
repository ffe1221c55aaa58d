// Goal: an agent sees at once what he is asked to take and how long the offer holds, and his yes or no reaches the
// hub with the number of the offer it was meant for.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Offers, secondsLeft } from '../src/store/offers.svelte.ts';
import { Store } from '../src/store/store.svelte.ts';
import { conversation, ME } from './build.ts';
import { FakeSocket } from './fakeHub.ts';

const offer = (expiresMs: number, agentId = ME, number = 1) => ({
  agentId,
  number,
  madeMs: 0,
  expiresMs,
});

describe('the list of offers', () => {
  it('holds mine alone, the one that ends first in front', () => {
    const offers = new Offers(() => ME);
    offers.follow(conversation('a', { offer: offer(30_000) }));
    offers.follow(conversation('b', { offer: offer(20_000) }));
    offers.follow(conversation('c', { offer: offer(10_000, 'agt_other') }));
    expect(offers.list.map((o) => o.conversation.id)).toEqual(['b', 'a']);
    offers.follow(conversation('b', { offer: offer(40_000, 'agt_other', 2) }));
    expect(offers.list.map((o) => o.conversation.id)).toEqual(['a']);
    offers.follow(conversation('a', { assigneeId: ME }));
    expect(offers.list).toEqual([]);
  });

  it('counts down in whole seconds, and not below none', () => {
    expect(secondsLeft(offer(20_000), 0)).toBe(20);
    expect(secondsLeft(offer(20_000), 19_001)).toBe(1);
    expect(secondsLeft(offer(20_000), 25_000)).toBe(0);
  });
});

describe('an offer in the console', () => {
  let store: Store;
  const settled = () => vi.advanceTimersByTimeAsync(200);

  beforeEach(async () => {
    vi.useFakeTimers();
    localStorage.clear();
    history.replaceState(null, '', '#mine');
    FakeSocket.all.length = 0;
    store = new Store({
      webSocket: FakeSocket as never,
      getTicket: async () => 't',
      random: () => 0,
    });
    store.session.who = {
      agent: { id: ME, display_name: 'Me', email: '', role: 'agent' },
      workspace: { id: 'wsp_1', name: 'Fern' },
    };
    store.session.state = 'in';
    store.start();
    await settled();
    FakeSocket.last.open();
    FakeSocket.last.welcome();
    tell('a', 3);
    FakeSocket.last.synced(7);
    await settled();
  });
  afterEach(() => {
    store.stop();
    vi.useRealTimers();
  });

  function tell(id: string, number: number, agentId = ME): void {
    const expiresMs = BigInt(Date.now() + 20_000);
    const conversations = [
      { conversationId: id, status: 1, offer: { agentId, number, madeMs: 1n, expiresMs } },
    ];
    FakeSocket.last.tell({ case: 'conversationsChanged', value: { conversations, position: 7n } });
  }

  it('is accepted with its number, and its conversation opens', async () => {
    expect(store.offers.list).toHaveLength(1);
    store.acceptOffer();
    expect(store.offers.list).toHaveLength(0);
    expect(store.place.conversationId).toBe('a');
    expect(FakeSocket.last.said('acceptOffer')).toMatchObject([{ conversationId: 'a', number: 3 }]);
    expect(store.row?.data.assigneeId).toBe(ME);
  });

  it('is declined with its number, and nothing opens', async () => {
    store.declineOffer();
    expect(store.offers.list).toHaveLength(0);
    expect(store.place.conversationId).toBe('');
    expect(FakeSocket.last.said('declineOffer')).toMatchObject([{ number: 3 }]);
  });

  it('that the hub gives to somebody else goes, whatever the clock says', async () => {
    tell('a', 4, 'agt_other');
    await settled();
    expect(store.offers.list).toHaveLength(0);
  });

  it('that was missed too often is told to a supervisor, once', async () => {
    const agents = (pausedReason: string) => [
      { agentId: ME, displayName: 'Me', role: 2 },
      {
        agentId: 'agt_ben',
        displayName: 'Ben',
        role: 1,
        paused: pausedReason !== '',
        pausedReason,
      },
    ];
    const tellAgents = (why: string) =>
      FakeSocket.last.tell({ case: 'agentsChanged', value: { agents: agents(why), position: 8n } });
    tellAgents('');
    tellAgents('missed 3 offers');
    tellAgents('missed 3 offers');
    await settled();
    expect(store.toasts.list.map((t) => t.text)).toEqual([
      'Ben gets nothing new: missed 3 offers.',
    ]);
  });

  it('that was refused is told with the hub’s own sentence', async () => {
    store.acceptOffer();
    const [said] = FakeSocket.last.said('acceptOffer');
    FakeSocket.last.tell({
      case: 'rejected',
      value: { commandId: said!.commandId as string, code: 'offer_over', text: 'It went on.' },
    });
    await settled();
    expect(store.toasts.list.map((t) => t.text)).toEqual(['It went on.']);
    expect(store.row?.data.assigneeId).toBe('');
  });
});
