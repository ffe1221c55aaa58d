// Goal: what somebody types as minutes or as a count is what is saved, and anything else is refused.
import { expect, it } from 'vitest';
import { countOf, minutesText, secondsOf } from '../src/settings/minutes.ts';

it.each([
  ['15', 900],
  ['1.5', 90],
  ['1,5', 90],
  ['', 0],
  [' 0 ', 0],
  ['44640', 2_678_400],
])('“%s” minutes are %d seconds', (text, seconds) => {
  expect(secondsOf(text)).toBe(seconds);
});

it.each(['-1', 'ten', '44641', '1e999'])('“%s” is no length of time', (text) => {
  expect(secondsOf(text)).toBeNull();
});

it('seconds are shown as the minutes they are read from', () => {
  for (const seconds of [0, 30, 45, 90, 900, 3601]) {
    expect(Math.abs((secondsOf(minutesText(seconds)) ?? 0) - seconds)).toBeLessThanOrEqual(1);
  }
});

it('a count is whole and within its range', () => {
  expect(countOf('12', 1000)).toBe(12);
  for (const text of ['', '1.5', '-1', '1001', 'x']) expect(countOf(text, 1000)).toBeNull();
});
