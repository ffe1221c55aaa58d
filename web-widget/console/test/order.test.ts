// Goal: a list kept in order by single changes is the same as one sorted from scratch, whatever the changes.
import { expect, it } from 'vitest';
import { compareKeys, OrderedList, type SortKey } from '../src/store/order.ts';

it('stays sorted through thousands of random placements and removals', () => {
  let seed = 42;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    return seed % below;
  };
  const list = new OrderedList<string>();
  const truth = new Map<string, SortKey>();
  for (let i = 0; i < 4000; i++) {
    const id = `c${random(200)}`;
    if (random(5) === 0) {
      expect(list.remove(id)).toBe(truth.delete(id));
    } else {
      const primary = random(4) === 0 ? Number.POSITIVE_INFINITY : random(50);
      const key = { primary, secondary: random(3), id };
      list.place(id, key);
      truth.set(id, key);
    }
  }
  const sorted = [...truth.values()].sort(compareKeys).map((key) => key.id);
  expect(list.items).toEqual(sorted);
});

it('says whether anything moved', () => {
  const list = new OrderedList<string>();
  const key = { primary: 1, secondary: 0, id: 'a' };
  expect(list.place('a', key)).toBe(true);
  expect(list.place('a', { ...key })).toBe(false);
  expect(list.place('a', { ...key, primary: 2 })).toBe(true);
  expect(list.remove('b')).toBe(false);
});
