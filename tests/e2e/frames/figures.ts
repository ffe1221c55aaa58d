// The figures of a phase from what was counted, and the middle one of several runs. Pure.
import type { Counted } from './inPage.ts';
import type { Phase } from './options.ts';

export interface Figures {
  phase: string;
  fps: number;
  fps_min: number;
  interval_ms_p95: number;
  interval_ms_p99: number;
  interval_ms_max: number;
  /** Frames that came later than one and a half frames after the one before. */
  late_frames: number;
  bare_frames: number;
  long_tasks: number;
  long_task_ms_max: number;
  scrolled_px: number;
  socket_messages_per_s: number;
  socket_bytes_per_s: number;
  /** Of the page's main thread. */
  main_thread_percent: number;
  script_percent: number;
  style_and_layout_percent: number;
  /** Of one core. */
  cpu_percent_browser: number;
  cpu_percent_hub_and_load: number;
  cpu_percent_others: number;
}

export interface Run {
  conversations: number;
  changesPerSecond: number;
  phases: Figures[];
}

const FRAME_MS = 1000 / 60;

type Cpu = { browser: number; hubAndLoad: number; others: number };

export function figuresOf(phase: Phase, counted: Counted, before: Record<string, number>, after: Record<string, number>, cpu: Cpu): Figures {
  const sorted = counted.intervalsMs.toSorted((a, b) => a - b);
  const seconds = sorted.reduce((all, ms) => all + ms, 0) / 1000;
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
  const lasted = after.Timestamp! - before.Timestamp!;
  const percent = (...kinds: string[]) => kinds.reduce((all, kind) => all + ((after[kind]! - before[kind]!) * 100) / lasted, 0);
  return rounded({
    phase: phase.name,
    fps: sorted.length / seconds,
    fps_min: phase.fpsMin,
    interval_ms_p95: at(0.95),
    interval_ms_p99: at(0.99),
    interval_ms_max: at(1),
    late_frames: sorted.filter((ms) => ms > 1.5 * FRAME_MS).length,
    bare_frames: counted.bareFrames,
    long_tasks: counted.longTasksMs.length,
    long_task_ms_max: Math.max(0, ...counted.longTasksMs),
    scrolled_px: counted.scrolledPx,
    socket_messages_per_s: counted.socketMessages / seconds,
    socket_bytes_per_s: counted.socketBytes / seconds,
    main_thread_percent: percent('TaskDuration'),
    script_percent: percent('ScriptDuration'),
    style_and_layout_percent: percent('RecalcStyleDuration', 'LayoutDuration'),
    cpu_percent_browser: cpu.browser,
    cpu_percent_hub_and_load: cpu.hubAndLoad,
    cpu_percent_others: cpu.others,
  });
}

/** Of each phase the run with the middle frame rate, whole: of three the second, of two the worse. */
export function middleOf(runs: readonly Run[]): Figures[] {
  return (runs[0]?.phases ?? []).map((_, nth) => {
    const byRate = runs.map((run) => run.phases[nth]!).toSorted((a, b) => a.fps - b.fps);
    return byRate[(byRate.length - 1) >> 1]!;
  });
}

function rounded(figures: Figures): Figures {
  const entries = Object.entries(figures).map(([key, value]) => [key, typeof value === 'number' ? Math.round(value * 10) / 10 : value]);
  return Object.fromEntries(entries) as Figures;
}
