// What is measured, and what is asked of it. `tests/bench/console_frames` sets the environment; its --help explains.

const number = (name: string, otherwise: number) => Number(process.env[`CONSOLE_FRAMES_${name}`] || otherwise);

export const options = {
  conversations: number('CONVERSATIONS', 10_000),
  changesPerSecond: number('RATE', 200),
  seconds: number('SECONDS', 10),
  runs: number('RUNS', 3),
  json: process.env.CONSOLE_FRAMES_JSON === '1',
  /** Where the CPU profiles of the phases go; empty: none are taken, for taking them costs frames. */
  profiles: process.env.CONSOLE_FRAMES_PROFILES ?? '',
};

export interface Phase {
  name: string;
  pxPerFrame: number;
  /** The mean frames a second below which the run is a failure. 60 is all there is to have. */
  fpsMin: number;
}

/** 40 px a frame is a flick of the wheel, 31 rows a second; 400 px a frame is a dragged scrollbar, no row stays for three frames. */
export const phases: readonly Phase[] = [
  { name: 'changes only', pxPerFrame: 0, fpsMin: 55 },
  { name: 'scrolling 40 px a frame', pxPerFrame: 40, fpsMin: 55 },
  { name: 'scrolling 400 px a frame', pxPerFrame: 400, fpsMin: 50 },
];
