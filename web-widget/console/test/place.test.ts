// Goal: the address says where one is, so that reload, back and a shared link lead there, and junk leads home.
import { beforeEach, describe, expect, it } from 'vitest';
import { Place, readArea, readSpot, writeArea, writeSpot } from '../src/store/place.svelte.ts';

beforeEach(() => history.replaceState(null, '', '#'));

describe('an address', () => {
  it.each([
    ['#waiting', { view: 'waiting', conversationId: '', seq: 0 }],
    ['#all/cnv_01AB', { view: 'all', conversationId: 'cnv_01AB', seq: 0 }],
    ['#mine/cnv_1/42', { view: 'mine', conversationId: 'cnv_1', seq: 42 }],
    ['', { view: 'mine', conversationId: '', seq: 0 }],
    ['#nonsense/<script>/x', { view: 'mine', conversationId: '', seq: 0 }],
  ])('%s is read', (hash, spot) => expect(readSpot(hash)).toEqual(spot));

  it('is written as it is read', () => {
    const spot = { view: 'resolved', conversationId: 'cnv_9', seq: 7 } as const;
    expect(readSpot(writeSpot(spot))).toEqual(spot);
  });
});

it('back closes what was opened, and moving on leaves no trail', () => {
  const place = new Place();
  const length = history.length;
  place.go({ conversationId: 'cnv_1' });
  place.go({ conversationId: 'cnv_2' });
  place.go({ conversationId: 'cnv_3', seq: 4 });
  expect(location.hash).toBe('#mine/cnv_3/4');
  expect(history.length).toBe(length + 1);
});

describe('an address of the board or the settings', () => {
  it.each([
    ['#board', { name: 'board' }],
    ['#settings', { name: 'settings', section: 'queues', item: '' }],
    ['#settings/agents/agt_1', { name: 'settings', section: 'agents', item: 'agt_1' }],
    ['#settings/nonsense/<x>', { name: 'settings', section: 'queues', item: '' }],
    [
      '#settings/calendars/Z%C3%BCrich%20%2F%201',
      { name: 'settings', section: 'calendars', item: 'Zürich / 1' },
    ],
    ['#settings/policies/%E0%A4', { name: 'settings', section: 'policies', item: '' }],
    ['#mine/cnv_1', { name: 'work' }],
  ])('%s is read', (hash, area) => expect(readArea(hash)).toEqual(area));

  it('is written as it is read', () => {
    const area = { name: 'settings', section: 'inboxes', item: 'new' } as const;
    expect(readArea(writeArea(area))).toEqual(area);
  });

  it('that somebody typed is where he wants to be', () => {
    history.replaceState(null, '', '#');
    const place = new Place();
    expect(place.open).toBe(true);
    const leave = place.listen(() => {});
    history.replaceState(null, '', '#settings/agents');
    window.dispatchEvent(new PopStateEvent('popstate'));
    leave();
    expect(place.open).toBe(false);
    expect(place.area).toMatchObject({ name: 'settings', section: 'agents' });
  });

  it('closes the conversation, and going to one leaves it', () => {
    const place = new Place();
    place.go({ conversationId: 'cnv_1' });
    place.visit({ name: 'board' });
    expect(location.hash).toBe('#board');
    expect(place.conversationId).toBe('');
    place.go({ view: 'all', conversationId: 'cnv_2' });
    expect(place.area).toEqual({ name: 'work' });
    expect(location.hash).toBe('#all/cnv_2');
  });
});
