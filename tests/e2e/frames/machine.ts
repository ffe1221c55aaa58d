// Who used the processors: the browser, the hub with its Redis and the load, and everybody else. From /proc.
import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

export interface Use {
  atMs: number;
  browserS: number;
  hubAndLoadS: number;
  busyS: number;
  oursS: number;
}

interface Process {
  pid: number;
  parent: number;
  name: string;
  seconds: number;
}

/** Percent of one core between two looks. */
export function cpuPercent(before: Use, after: Use) {
  const percent = (seconds: number) => Math.max(0, (seconds * 100_000) / (after.atMs - before.atMs));
  return {
    browser: percent(after.browserS - before.browserS),
    hubAndLoad: percent(after.hubAndLoadS - before.hubAndLoadS),
    others: percent(after.busyS - before.busyS - (after.oursS - before.oursS)),
  };
}

export function look(): Use {
  const processes = allProcesses();
  const ours = family(processes, process.ppid);
  const sum = (of: readonly Process[]) => of.reduce((seconds, p) => seconds + p.seconds, 0);
  return {
    atMs: performance.now(),
    browserS: sum(ours.filter((p) => p.name.startsWith('chrom'))),
    hubAndLoadS: sum(ours.filter((p) => p.name.startsWith('usher') || p.name.startsWith('redis'))),
    busyS: busySeconds(),
    oursS: sum(ours),
  };
}

function allProcesses(): Process[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      try {
        const stat = readFileSync(`/proc/${entry}/stat`, 'latin1');
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
        // state ppid … utime stime cutime cstime, as proc(5) numbers them from the third field on
        const ticks = [11, 12, 13, 14].reduce((all, at) => all + Number(fields[at]), 0);
        return [{ pid: Number(entry), parent: Number(fields[1]), name, seconds: ticks / TICKS_PER_SECOND }];
      } catch {
        return []; // it ended while we looked
      }
    });
}

function family(processes: readonly Process[], root: number): Process[] {
  const parents = new Map(processes.map((p) => [p.pid, p.parent]));
  const belongs = (pid: number): boolean => pid === root || (pid > 1 && belongs(parents.get(pid) ?? 0));
  return processes.filter((p) => belongs(p.pid));
}

function busySeconds(): number {
  const [user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'latin1').split('\n')[0]!.split(/ +/).slice(1).map(Number);
  return (user! + nice! + system! + irq! + softirq!) / TICKS_PER_SECOND;
}
