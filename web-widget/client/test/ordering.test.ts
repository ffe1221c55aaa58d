// Goal: whatever runs arrive, a reader holds each event once, in order, and knows when something is missing.
import { describe, expect, it } from 'vitest';
import { Sequence } from '../src/ordering.ts';

const run = (after_seq: number, through_seq: number, seqs?: number[]) => ({
  after_seq,
  through_seq,
  events: (
    seqs ?? Array.from({ length: through_seq - after_seq }, (_, i) => after_seq + 1 + i)
  ).map((seq) => ({ seq })),
});
const seqs = (events: { seq: number }[]) => events.map((e) => e.seq);

describe('Sequence', () => {
  it('takes the first page as its base and knows that older events exist', () => {
    const sequence = new Sequence();
    expect(sequence.merge(run(10, 12))).toEqual({
      kind: 'rebased',
      events: [{ seq: 11 }, { seq: 12 }],
    });
    expect([sequence.floor, sequence.through]).toEqual([10, 12]);
  });

  it('appends, skips numbers it may not see, drops what it has', () => {
    const sequence = new Sequence();
    sequence.merge(run(0, 3));
    expect(sequence.merge(run(3, 6, [4, 6]))).toMatchObject({ events: [{ seq: 4 }, { seq: 6 }] });
    expect(sequence.merge(run(2, 8, [3, 4, 6, 8]))).toMatchObject({ events: [{ seq: 8 }] });
    expect(sequence.merge(run(0, 8))).toEqual({ kind: 'stale' });
    expect(sequence.through).toBe(8);
  });

  it('takes nothing across a gap', () => {
    const sequence = new Sequence();
    sequence.merge(run(0, 3));
    expect(sequence.merge(run(4, 6))).toEqual({ kind: 'gap' });
    expect(sequence.through).toBe(3);
    expect(sequence.merge(run(3, 6))).toMatchObject({ kind: 'appended' });
  });

  it('starts over when the answer to a resume leaves out more than can be sent', () => {
    const sequence = new Sequence();
    sequence.merge(run(0, 3));
    sequence.asked();
    expect(sequence.merge(run(600, 650)).kind).toBe('rebased');
    expect(sequence.floor).toBe(600);
    expect(sequence.merge(run(651, 652))).toEqual({ kind: 'gap' });
  });

  it('joins older pages without hole or double', () => {
    const sequence = new Sequence();
    sequence.merge(run(100, 110));
    expect(sequence.prepend(run(40, 60), false)).toBeNull();
    expect(sequence.prepend(run(100, 105), false)).toEqual([]);
    expect(seqs(sequence.prepend(run(97, 103), false) ?? [])).toEqual([98, 99, 100]);
    expect(seqs(sequence.prepend(run(0, 97, [1, 97]), true) ?? [])).toEqual([1, 97]);
    expect(sequence.floor).toBe(0);
  });

  it('holds every event exactly once over any splitting of the log', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      let state = seed;
      const next = (n: number) => {
        state = (state * 1103515245 + 12345) % 2147483648;
        return state % n;
      };
      const sequence = new Sequence();
      const held: number[] = [];
      while (sequence.through < 40) {
        const after = sequence.started ? Math.max(0, sequence.through + 2 - next(6)) : 0;
        const merged = sequence.merge(run(after, after + next(5)));
        if ('events' in merged) held.push(...seqs(merged.events));
      }
      expect(held, `seed ${seed}`).toEqual(
        Array.from({ length: sequence.through }, (_, i) => i + 1),
      );
    }
  });
});
