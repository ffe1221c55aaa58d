// Goal: an agent reads at a glance how long he has, and the clock that is shown is the one that matters.
import { describe, expect, it } from 'vitest';
import { ago, dueOf, duration, since, toneOf, urgentClock } from '../src/store/countdown.ts';
import { clock, conversation, MINUTE } from './build.ts';

describe('duration', () => {
  it.each([
    [0, '0 s'],
    [999, '0 s'],
    [95_000, '95 s'],
    [119_999, '119 s'],
    [2 * MINUTE, '2 m'],
    [12 * MINUTE + 59_000, '12 m'],
    [60 * MINUTE, '1 h'],
    [125 * MINUTE, '2 h 5 m'],
    [47 * 60 * MINUTE, '47 h'],
    [(72 + 4) * 60 * MINUTE, '3 d 4 h'],
    [-5, '0 s'],
  ])('%i ms is "%s"', (ms, words) => expect(duration(ms)).toBe(words));
});

describe('toneOf', () => {
  const c = clock(10 * MINUTE);
  it('is calm until four fifths are gone', () => {
    expect(toneOf(c, 8 * MINUTE - 1)).toBe('ok');
    expect(toneOf(c, 8 * MINUTE)).toBe('warn');
  });
  it('warns as soon as the hub did, whatever part of the time is gone', () => {
    expect(toneOf(clock(10 * MINUTE, { warned: 1 }), MINUTE)).toBe('warn');
  });
  it('is late only after the due instant itself', () => {
    expect(toneOf(c, 10 * MINUTE)).toBe('warn');
    expect(toneOf(c, 10 * MINUTE + 1)).toBe('late');
  });
});

describe('urgentClock', () => {
  it('is the running one that is due first', () => {
    const clocks = [clock(9, { target: 'next' }), clock(5), clock(1, { state: 'met', endedMs: 1 })];
    expect(urgentClock(conversation('1', { clocks }))?.dueMs).toBe(5);
  });
  it('is none that stands still', () => {
    const clocks = [
      clock(0, { target: 'total', state: 'paused', leftMs: MINUTE }),
      clock(9, { target: 'update' }),
    ];
    expect(urgentClock(conversation('1', { clocks }))?.target).toBe('update');
  });
  it('is a missed one as long as nobody has answered', () => {
    const missed = clock(5, { state: 'missed' });
    expect(urgentClock(conversation('1', { clocks: [missed] }))).toEqual(missed);
    const answered = clock(5, { state: 'missed', endedMs: 9 });
    expect(urgentClock(conversation('1', { clocks: [answered] }))).toBeNull();
  });
  it('is none once the conversation is resolved, and then sorts last', () => {
    const over = conversation('1', { resolved: true, clocks: [clock(5)] });
    expect(urgentClock(over)).toBeNull();
    expect(dueOf(over)).toBe(Number.POSITIVE_INFINITY);
  });
});

it('tells how long ago in short and in words', () => {
  expect(since(0, 59_000)).toBe('now');
  expect(since(0, 3 * MINUTE)).toBe('3 m');
  expect(since(0, 26 * 60 * MINUTE)).toBe('1 d');
  expect(ago(0, 1000)).toBe('just now');
  expect(ago(0, MINUTE)).toBe('1 minute ago');
  expect(ago(0, 45_000)).toBe('45 seconds ago');
});
