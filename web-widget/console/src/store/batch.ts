// Collects work for the next frame. In a hidden page frames do not come, so a timer does it there.

export interface Scheduler {
  /** Calls back once, soon: with the next frame, or after a moment when the page is hidden. */
  soon(run: () => void): void;
}

const HIDDEN_DELAY_MS = 100;

export const frameScheduler: Scheduler = {
  soon(run) {
    let done = false;
    const once = () => {
      if (done) return;
      done = true;
      clearTimeout(timer);
      cancelAnimationFrame(frame);
      run();
    };
    const frame = requestAnimationFrame(once);
    const timer = setTimeout(once, HIDDEN_DELAY_MS);
  },
};
