// What runs inside the console's page: counts what the hub sends, and the frames while the list is scrolled. Draws
// nothing and reads nothing that is not known already, so that it costs next to nothing itself.

export interface Counted {
  /** Between two frames each, milliseconds. */
  intervalsMs: number[];
  /** Over 50 ms, as the browser reports them. */
  longTasksMs: number[];
  scrolledPx: number;
  /** Frames in which the list had moved and a part of it was not drawn yet. */
  bareFrames: number;
  socketMessages: number;
  socketBytes: number;
}

interface Counting {
  usherSocket: { messages: number; bytes: number };
}

/** Before the page's own scripts: every WebSocket is counted. */
export function countSockets(): void {
  const counted = { messages: 0, bytes: 0 };
  (window as unknown as Counting).usherSocket = counted;
  window.WebSocket = new Proxy(WebSocket, {
    construct(target, given) {
      const socket = Reflect.construct(target, given) as WebSocket;
      socket.addEventListener('message', ({ data }) => {
        counted.messages++;
        counted.bytes += data.byteLength ?? data.size ?? data.length;
      });
      return socket;
    },
  });
}

export function socketMessages(): number {
  return (window as unknown as Counting).usherSocket.messages;
}

/** Scrolls the list by so much in every frame, up again when it meets the end, and tells what became of the frames. */
export async function countFrames({ seconds, pxPerFrame }: { seconds: number; pxPerFrame: number }): Promise<Counted> {
  const socket = (window as unknown as Counting).usherSocket;
  const list = document.querySelector('[data-testid=conversation-row]')?.closest('ul');
  const box = list?.parentElement;
  if (!list || !box) throw new Error('there is no list of conversations on this page');
  const height = box.clientHeight;
  const end = box.scrollHeight - height;
  const before = { ...socket };
  const longTasksMs: number[] = [];
  const observer = new PerformanceObserver((seen) => {
    for (const task of seen.getEntries()) longTasksMs.push(task.duration);
  });
  observer.observe({ type: 'longtask' });

  let by = pxPerFrame;
  let scrolledPx = 0;
  let bareFrames = 0;
  const scroll = () => {
    box.scrollBy(0, by); // from where it is: the list itself moves what is read when others come above it
    scrolledPx += Math.abs(by);
    const top = box.scrollTop;
    if (top <= 0 || top >= end) by = top <= 0 ? pxPerFrame : -pxPerFrame;
    let first = Number.POSITIVE_INFINITY;
    let last = 0;
    for (const row of list.children) {
      const at = Number.parseFloat((row as HTMLElement).style.transform.slice('translateY('.length));
      first = Math.min(first, at);
      last = Math.max(last, at + 78);
    }
    if (first > top || last < top + height) bareFrames++;
  };

  const intervalsMs = await new Promise<number[]>((done) => {
    const intervals: number[] = [];
    let begun = 0;
    let previous = 0;
    const frame = (now: number) => {
      if (previous > 0) intervals.push(now - previous);
      begun ||= now;
      previous = now;
      if (now - begun >= seconds * 1000) return done(intervals);
      if (by !== 0) scroll();
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  observer.disconnect();
  return {
    intervalsMs,
    longTasksMs,
    scrolledPx,
    bareFrames,
    socketMessages: socket.messages - before.messages,
    socketBytes: socket.bytes - before.bytes,
  };
}
