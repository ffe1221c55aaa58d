// Goal: with ten thousand conversations the console keeps its frames while changes flow in and while one scrolls.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CDPSession, expect, test } from '@playwright/test';
import { Hub } from '../support/hub.ts';
import { Agent } from '../support/people.ts';
import { figuresOf, type Run } from './figures.ts';
import { countFrames, countSockets, socketMessages } from './inPage.ts';
import { Load } from './load.ts';
import { cpuPercent, look } from './machine.ts';
import { options, type Phase, phases } from './options.ts';

/** After the load has begun and between phases, for compilers and caches to have done their first work. */
const SETTLE_MS = 3_000;
/** The load lasts so much longer than the phases: log-ins of its own, the settling, the browser's answers. */
const LOAD_SPARE_S = 20;

for (let nth = 1; nth <= options.runs; nth++) {
  test(`run ${nth}`, async ({ browser }, info) => {
    const hub = new Hub(['--conversations', String(options.conversations)]);
    let load: Load | undefined;
    try {
      await hub.start();
      const agent = await Agent.logIn(browser, hub.demo, 0, {}, (context) => context.addInitScript(countSockets));
      await agent.view('All open');
      await expect.poll(() => agent.count(), { timeout: 60_000 }).toBeGreaterThanOrEqual(options.conversations);
      const held = await agent.count();
      load = new Load(hub, options.changesPerSecond, phases.length * options.seconds + LOAD_SPARE_S);
      await expect.poll(() => agent.count(), { timeout: 60_000 }).toBeGreaterThanOrEqual(held + Load.conversations);
      const run: Run = { conversations: await agent.count(), changesPerSecond: 0, phases: [] };
      const devtools = await agent.page.context().newCDPSession(agent.page);
      await devtools.send('Performance.enable');
      for (const phase of phases) {
        await agent.page.waitForTimeout(SETTLE_MS);
        run.phases.push(await measure(agent, devtools, phase, nth));
      }
      const flowing = await agent.page.evaluate(socketMessages);
      await expect.poll(() => agent.page.evaluate(socketMessages), 'the load ended before the last phase').toBeGreaterThan(flowing);
      const delivered = await load.finish();
      expect(delivered.lost + delivered.rejected, 'messages that did not arrive').toBe(0);
      run.changesPerSecond = delivered.throughput_per_s;
      await info.attach('run', { body: JSON.stringify(run), contentType: 'application/json' });
    } finally {
      await load?.stop();
      await hub.stop();
    }
  });
}

async function measure(agent: Agent, devtools: CDPSession, phase: Phase, nth: number) {
  if (options.profiles) {
    await devtools.send('Profiler.enable');
    await devtools.send('Profiler.start');
  }
  const spentBefore = await spent(devtools);
  const before = look();
  const counted = await agent.page.evaluate(countFrames, { seconds: options.seconds, pxPerFrame: phase.pxPerFrame });
  const after = look();
  const spentAfter = await spent(devtools);
  if (options.profiles) {
    const { profile } = await devtools.send('Profiler.stop');
    writeFileSync(join(options.profiles, `run${nth}-${phase.pxPerFrame}px.cpuprofile`), JSON.stringify(profile));
  }
  expect(counted.socketMessages, 'messages of the hub while it was measured').toBeGreaterThan(options.seconds);
  return figuresOf(phase, counted, spentBefore, spentAfter, cpuPercent(before, after));
}

/** Seconds the page's main thread has worked, by kind of work. */
async function spent(devtools: CDPSession): Promise<Record<string, number>> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}
