// Goal: who is looked for by name is found by his name and by nothing else.
import { expect, it } from 'vitest';
import { byName } from '../src/ui/byName.ts';

it('finds by the beginning of a word before the middle of one, and never by the id', () => {
  expect(byName('agt_1', 'an', ['Anna Berg'])).toBe(1);
  expect(byName('agt_1', 'berg', ['Anna Berg'])).toBe(1);
  expect(byName('agt_1', 'Anna B', ['Anna Berg'])).toBe(0.5);
  expect(byName('agt_1', 'an', ['Lea Moreau', 'Ivana'])).toBe(0.5);
  expect(byName('agt_01M7YG4QNM249NC', 'anna', ['Lea Moreau'])).toBe(0);
  expect(byName('back-to-queue', 'queue', ['Back to the queue'])).toBe(1);
});
