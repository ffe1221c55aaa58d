// `usher bench` against a hub: customers and agents who write to each other at a steady rate.
import { type ChildProcess, spawn } from 'node:child_process';
import { program, type Hub } from '../support/hub.ts';

const CUSTOMERS = 200;
const AGENTS = 4;

export interface Delivered {
  throughput_per_s: number;
  lost: number;
  rejected: number;
}

export class Load {
  /** Open conversations it brings with it. */
  static readonly conversations = CUSTOMERS;
  private readonly child: ChildProcess;
  private readonly ended: Promise<number | null>;
  private out = '';
  private said = '';

  constructor(hub: Hub, rate: number, seconds: number) {
    const numbers = { customers: CUSTOMERS, agents: AGENTS, rate, seconds };
    const flags = Object.entries(numbers).flatMap(([name, value]) => [`--${name}`, String(value)]);
    this.child = spawn(program, ['bench', '--demo', hub.demoFile, '--json', ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.child.stdout?.on('data', (bytes) => { this.out += bytes; });
    this.child.stderr?.on('data', (bytes) => { this.said += bytes; });
    this.ended = new Promise((done) => this.child.once('close', done));
  }

  /** When its time is over. */
  async finish(): Promise<Delivered> {
    const code = await this.ended;
    if (code !== 0) throw new Error(`the load ended with ${code}: ${this.said || this.out}`);
    return JSON.parse(this.out);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null) this.child.kill('SIGTERM');
    await this.ended;
  }
}
