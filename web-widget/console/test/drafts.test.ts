// Goal: what was written and not sent is there again after a reload, for the same agent, conversation and mode only.
import { expect, it } from 'vitest';
import { Drafts } from '../src/store/drafts.svelte.ts';
import { overtakenBy } from '../src/store/softLock.ts';
import { ME, memoryStorage, message } from './build.ts';

it('survives a reload, reply and note apart', () => {
  const storage = memoryStorage();
  const before = new Drafts(storage, () => 1000);
  before.open('agt_1');
  before.write('cnv_1', 'reply', 'half a thought', 7);
  before.write('cnv_1', 'note', 'secret', 7);
  const after = new Drafts(storage, () => 2000);
  after.open('agt_1');
  expect(after.read('cnv_1', 'reply')).toMatchObject({ text: 'half a thought', sinceSeq: 7 });
  expect(after.read('cnv_1', 'note').text).toBe('secret');
  expect([...after.held]).toEqual(['cnv_1']);
});

it('is not shown to another agent of the same browser', () => {
  const storage = memoryStorage();
  const drafts = new Drafts(storage, () => 0);
  drafts.open('agt_1');
  drafts.write('cnv_1', 'reply', 'mine', 0);
  drafts.open('agt_2');
  expect(drafts.read('cnv_1', 'reply').text).toBe('');
  expect(drafts.held.size).toBe(0);
});

it('is gone when nothing is left of it', () => {
  const storage = memoryStorage();
  const drafts = new Drafts(storage, () => 0);
  drafts.open('a');
  drafts.write('c', 'reply', 'x', 0);
  drafts.write('c', 'note', 'y', 0);
  drafts.write('c', 'reply', '  ', 0);
  expect(drafts.held.has('c')).toBe(true);
  drafts.write('c', 'note', '', 0);
  expect(drafts.held.has('c')).toBe(false);
  expect(storage.length).toBe(0);
});

it('forgets the oldest beyond two hundred, and what is a month old', () => {
  const storage = memoryStorage();
  let now = 0;
  const drafts = new Drafts(storage, () => now);
  drafts.open('a');
  for (now = 1; now <= 250; now++) drafts.write(`c${now}`, 'reply', 'x', 0);
  drafts.open('a');
  expect(drafts.held.size).toBe(200);
  expect(drafts.held.has('c1')).toBe(false);
  expect(drafts.held.has('c250')).toBe(true);
  now = 40 * 24 * 3600 * 1000;
  drafts.open('a');
  expect(drafts.held.size).toBe(0);
});

it('does not break when storage is full', () => {
  const storage = memoryStorage();
  storage.setItem = () => {
    throw new Error('full');
  };
  const drafts = new Drafts(storage);
  drafts.open('a');
  expect(() => drafts.write('c', 'reply', 'x', 0)).not.toThrow();
});

it('warns only of answers by others that came since writing began', () => {
  const events = [
    message(1, 'other', 'before'),
    message(2, 'customer', 'hello?'),
    message(3, 'me', 'mine'),
    message(4, 'other', 'a note', true),
  ];
  expect(overtakenBy(events, 1, ME)).toBeNull();
  expect(overtakenBy([...events, message(5, 'other', 'answered')], 1, ME)).toMatchObject({
    seq: 5,
    text: 'answered',
    authorName: 'Jonas',
  });
  expect(overtakenBy([...events, message(5, 'other', 'answered')], 5, ME)).toBeNull();
});
