// Says what was measured, as a table or as JSON, and ends with 3 when the middle run is below what was asked of it.
import type { FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import { type Figures, middleOf, type Run } from './figures.ts';
import { options } from './options.ts';

const FRAMES_MISSED = 3;
/** Percent of one core; above it the others took frames, and the figures say little about the console. */
const OTHERS_MAX = 10;

export default class FramesReport implements Reporter {
  private readonly runs: Run[] = [];
  private missed: Figures[] = [];

  onTestEnd(test: TestCase, result: TestResult): void {
    for (const { message } of result.errors) process.stderr.write(`console_frames: ${test.title}: ${message}\n`);
    const body = result.attachments.find(({ name }) => name === 'run')?.body;
    if (!body) return;
    this.runs.push(JSON.parse(body.toString()));
    if (!options.json) process.stdout.write(table(`${test.title} of ${options.runs}`, this.runs.at(-1)!.phases));
  }

  onEnd(result: FullResult): void {
    if (result.status !== 'passed' || this.runs.length === 0) return;
    const middle = middleOf(this.runs);
    this.missed = middle.filter(({ fps, fps_min }) => fps < fps_min);
    if (options.json) {
      const { conversations, changesPerSecond, seconds } = options;
      const report = { asked: { conversations, changes_per_s: changesPerSecond, seconds }, middle, runs: this.runs };
      process.stdout.write(`${JSON.stringify(report)}\n`);
    } else {
      process.stdout.write(table(`middle of ${this.runs.length}`, middle));
      const flowed = this.runs.map((run) => `${run.changesPerSecond} messages a second, ${run.conversations} conversations`);
      process.stdout.write(`\n${flowed.join('\n')}\n`);
    }
    for (const { phase, fps, fps_min } of this.missed) {
      process.stderr.write(`console_frames: ${phase}: ${fps} frames a second, at least ${fps_min} are asked\n`);
    }
    if (middle.some(({ cpu_percent_others }) => cpu_percent_others > OTHERS_MAX)) {
      process.stderr.write(`console_frames: others used more than ${OTHERS_MAX} % of a core; repeat it on a quiet machine\n`);
    }
  }

  async onExit(): Promise<void> {
    if (this.missed.length > 0) process.exit(FRAMES_MISSED);
  }

  printsToStdio(): boolean {
    return true;
  }
}

const columns: [string, (f: Figures) => string | number][] = [
  ['frames/s', (f) => f.fps],
  ['p95 ms', (f) => f.interval_ms_p95],
  ['p99 ms', (f) => f.interval_ms_p99],
  ['longest', (f) => f.interval_ms_max],
  ['late', (f) => f.late_frames],
  ['bare', (f) => f.bare_frames],
  ['long tasks', (f) => f.long_tasks],
  ['main %', (f) => f.main_thread_percent],
  ['script %', (f) => f.script_percent],
  ['layout %', (f) => f.style_and_layout_percent],
  ['browser %', (f) => f.cpu_percent_browser],
  ['hub+load %', (f) => f.cpu_percent_hub_and_load],
  ['others %', (f) => f.cpu_percent_others],
];

function table(title: string, phases: readonly Figures[]): string {
  const lines = [
    title.padEnd(26) + columns.map(([name]) => name.padStart(11)).join(''),
    ...phases.map((f) => f.phase.padEnd(26) + columns.map(([, value]) => String(value(f)).padStart(11)).join('')),
  ];
  return `\n${lines.join('\n')}\n`;
}
