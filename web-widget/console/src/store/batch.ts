// Collects work for the next frame. What comes alone is done with that frame; in a stream of changes there is a pause
// between two batches, because each may draw every row of the list anew and nobody reads an order that changes more
// often. In a hidden page frames do not come, so a timer does it there.

export interface Scheduler {
  /** Calls back once, soon: with the next frame after the pause, or after a moment when the page is hidden. */
  soon(run: () => void): void;
}

const PAUSE_MS = 100;
const HIDDEN_DELAY_MS = 100;

export class FrameScheduler implements Scheduler {
  private last = Number.NEGATIVE_INFINITY;

  soon(run: () => void): void {
    const left = this.last + PAUSE_MS - performance.now();
    if (left > 0) setTimeout(() => this.withFrame(run), left);
    else this.withFrame(run);
  }

  private withFrame(run: () => void): void {
    let done = false;
    const once = () => {
      if (done) return;
      done = true;
      clearTimeout(timer);
      cancelAnimationFrame(frame);
      this.last = performance.now();
      run();
    };
    const frame = requestAnimationFrame(once);
    const timer = setTimeout(once, HIDDEN_DELAY_MS);
  }
}
