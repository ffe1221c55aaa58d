// The board as it is shown: made anew when something changed, four times a second at most, and only while somebody
// looks at it.
import { type BoardList, type BoardSource, type BoardView, boardOf, emptyBoard } from './board.ts';

const PAUSE_MS = 250;

export class Board {
  view: BoardView = $state.raw(emptyBoard());
  list: BoardList = $state('waiting');
  queueId = $state('');
  private watched = false;
  private last = Number.NEGATIVE_INFINITY;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly source: () => BoardSource,
    private readonly now: () => number,
  ) {}

  /** From now on it follows; the answer ends it. */
  watch(): () => void {
    this.watched = true;
    this.make();
    return () => {
      this.watched = false;
      clearTimeout(this.timer);
      this.timer = undefined;
    };
  }

  narrow(queueId: string): void {
    this.queueId = queueId;
    if (this.watched) this.make();
  }

  /** Something may look different. */
  changed(): void {
    if (!this.watched || this.timer !== undefined) return;
    const left = Math.max(0, this.last + PAUSE_MS - performance.now());
    this.timer = setTimeout(() => this.make(), left);
  }

  private make(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.last = performance.now();
    this.view = boardOf(this.source(), this.queueId, this.now());
  }
}
