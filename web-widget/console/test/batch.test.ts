// Goal: a change is on the screen with the next frame, and a stream of changes leaves time for everything else.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FrameScheduler } from '../src/store/batch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('what comes alone is done with the next frame', () => {
  const scheduler = new FrameScheduler();
  const run = vi.fn();
  scheduler.soon(run);
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(17);
  expect(run).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1000);
  scheduler.soon(run);
  vi.advanceTimersByTime(17);
  expect(run).toHaveBeenCalledTimes(2);
});

it('what comes in a stream is done at most ten times a second, and no later', () => {
  const scheduler = new FrameScheduler();
  let runs = 0;
  let waits = false;
  for (let ms = 0; ms < 2000; ms += 10) {
    if (!waits) {
      waits = true;
      scheduler.soon(() => {
        waits = false;
        runs++;
      });
    }
    vi.advanceTimersByTime(10);
  }
  expect(runs).toBeLessThanOrEqual(20);
  expect(runs).toBeGreaterThan(15);
});

it('without frames, as in a hidden page, a timer does it', () => {
  vi.stubGlobal('requestAnimationFrame', () => 0);
  const run = vi.fn();
  new FrameScheduler().soon(run);
  vi.advanceTimersByTime(100);
  expect(run).toHaveBeenCalledTimes(1);
  vi.unstubAllGlobals();
});
