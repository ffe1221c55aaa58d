// A hub of its own for a test file: `usher demo` on a free port and an empty folder, stopped by its own pid.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const program = process.env.USHER ?? resolve(import.meta.dirname, '../../../build/dev/hub/usher');

export interface Demo {
  url: string;
  console_url: string;
  shop_url: string;
  site_key: string;
  agents: { email: string; password: string; role: string }[];
}

export class Hub {
  private child: ChildProcess | undefined;
  private readonly folder = mkdtempSync(join(tmpdir(), 'usher-e2e-'));
  private listen = '127.0.0.1:0';
  private said = '';
  readonly demoFile = join(this.folder, 'demo.json');
  demo!: Demo;

  constructor(private readonly more: string[] = []) {}

  async start(): Promise<void> {
    const file = this.demoFile;
    rmSync(file, { force: true });
    this.said = '';
    const child = spawn(program, ['demo', '--listen', this.listen, '--data', this.folder, ...this.more], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    child.stdout?.on('data', (bytes) => { this.said += bytes; });
    child.stderr?.on('data', (bytes) => { this.said += bytes; });
    const deadline = Date.now() + 60_000;
    while (!existsSync(file)) {
      if (child.exitCode !== null) throw new Error(`the hub ended with ${child.exitCode}:\n${this.said}`);
      if (Date.now() > deadline) throw new Error(`the hub is not ready after a minute:\n${this.said}`);
      await new Promise((done) => setTimeout(done, 50));
    }
    this.demo = JSON.parse(readFileSync(file, 'utf8'));
    this.listen = new URL(this.demo.url).host;
  }

  /** As a power button would: nothing is written any more. */
  async killHub(): Promise<void> {
    await this.end('SIGKILL');
  }

  killRedis(): void {
    execFileSync('pkill', ['-KILL', '-P', String(this.child?.pid), 'redis-server']);
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }

  log(): string {
    return this.said;
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill(signal);
    await ended;
  }
}
