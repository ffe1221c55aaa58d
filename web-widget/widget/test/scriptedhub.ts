// A hub that does what a test tells it: serves the built widget and pages, speaks the customer socket with real
// frames, and remembers what it was sent. For tests only.
import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type CustomerConversation,
  type CustomerFrame,
  type CustomerServerFrame,
  type Event,
  readCustomerFrames,
  writeCustomerServerFrames,
} from '@usher/client/testing/customer-frames';
import { PbfReader, PbfWriter } from 'pbf';
import { type WebSocket, WebSocketServer } from 'ws';

const here = fileURLToPath(new URL('..', import.meta.url));
const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

export interface Script {
  inbox_name: string;
  greeting: string;
  agents_online: number;
  /** Answers messages with their event; false: silence. */
  answers: boolean;
  /** Refuses messages that contain this. */
  refuses: string;
}

export class ScriptedHub {
  readonly script: Script = {
    inbox_name: 'Fenn & Hale',
    greeting: 'Hello! Ask us anything about lamps, bulbs or your order.',
    agents_online: 1,
    answers: true,
    refuses: '',
  };
  readonly frames: CustomerFrame[] = [];
  readonly pages = new Map<string, { html: string; csp: string }>();
  events: Partial<Event>[] = [];
  standing: Partial<CustomerConversation> | null = null;
  private readonly sockets_ = new Set<WebSocket>();
  private readonly done_ = new Map<string, number>();
  private accepting_ = true;
  private readonly server_ = createServer((request, response) =>
    this.serve(request.url ?? '/', response),
  );

  async start(): Promise<string> {
    const sockets = new WebSocketServer({
      server: this.server_,
      path: '/ws/customer',
      verifyClient: () => this.accepting_,
    });
    sockets.on('connection', (socket) => {
      this.sockets_.add(socket);
      socket.on('close', () => this.sockets_.delete(socket));
      socket.on('message', (data: Buffer) => {
        for (const frame of readCustomerFrames(new PbfReader(new Uint8Array(data))).frames) {
          this.frames.push(frame);
          this.answer(socket, frame);
        }
      });
    });
    await new Promise<void>((resolve) => this.server_.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server_.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server_.close(resolve));
  }

  /** Sockets break and none is accepted until `mend`. */
  cut(code = 1012): void {
    this.accepting_ = false;
    for (const socket of this.sockets_) socket.close(code);
  }
  mend(): void {
    this.accepting_ = true;
  }

  sent<K extends keyof CustomerFrame>(kind: K): NonNullable<CustomerFrame[K]>[] {
    return this.frames.flatMap((frame) => (frame[kind] ? [frame[kind]] : [])) as never;
  }

  says(agent: string, text: string, at_ms = Date.now()): void {
    this.append({ occurred_ms: at_ms, ...(messageBy(agent, text) as object) });
  }
  hears(text: string, at_ms = Date.now(), event_key = `k${this.events.length}`): void {
    this.append({ occurred_ms: at_ms, event_key, ...(messageBy('', text) as object) });
  }
  assigns(agent_name: string, at_ms = Date.now()): void {
    const conversation_assigned = { agent_id: 'agt_1', reason: '', queue_id: 'que_1', agent_name };
    this.append({ occurred_ms: at_ms, conversation_assigned });
  }
  append(event: Partial<Event>): void {
    const seq = this.events.length + 1;
    const whole = { event_key: '', ...event, seq } as Event;
    this.events.push(whole);
    this.standing ??= {};
    this.tell({ events: this.run(seq - 1) });
  }
  standsAt(standing: Partial<CustomerConversation>): void {
    this.standing = { ...this.standing, ...standing };
    this.tell({ conversation: this.conversation() });
  }
  types(agent: string): void {
    const actor = { role: 2, actor_id: 'agt_1', profile: { display_name: agent } };
    this.tell({ typing: { conversation_id: 'cnv_1', actor, state: 1 } });
  }
  tell(...frames: unknown[]): void {
    for (const socket of this.sockets_) send(socket, frames);
  }

  private answer(socket: WebSocket, frame: CustomerFrame): void {
    if (frame.hello) {
      const { inbox_name, greeting, agents_online } = this.script;
      const known = { token: new Uint8Array([1, 2, 3]), contact_id: 'ctc_1', epoch: 'e1' };
      const conversation = this.standing ? this.conversation() : undefined;
      const hub = { server_ms: Date.now(), inbox_name, greeting, agents_online, conversation };
      send(socket, [{ welcome: { ...known, ...hub } }]);
      const missing = this.events.length - frame.hello.after_seq;
      if (missing > 0) {
        const after = frame.hello.after_seq > 0 && missing <= 500 ? frame.hello.after_seq : -1;
        send(socket, [
          { events: this.run(after < 0 ? Math.max(0, this.events.length - 50) : after) },
        ]);
      }
    } else if (frame.send) this.answerSend(socket, frame.send);
    else if (frame.update) send(socket, [{ accepted: { command_ids: [frame.update.command_id] } }]);
    else if (frame.ping)
      send(socket, [{ pong: { nonce: frame.ping.nonce, server_ms: Date.now() } }]);
    else if (frame.history) {
      const { before_seq, limit } = frame.history;
      const after = Math.max(0, before_seq - 1 - limit);
      const page = { ...this.run(after), through_seq: before_seq - 1 };
      page.events = page.events.filter((event) => event.seq! < before_seq);
      send(socket, [{ history_page: { page, complete: after === 0 } }]);
    }
  }

  private answerSend(socket: WebSocket, command: NonNullable<CustomerFrame['send']>): void {
    const text = command.text?.text ?? '';
    const { command_id } = command;
    if (!this.script.answers) return;
    if (this.script.refuses !== '' && text.includes(this.script.refuses)) {
      const rejected = {
        command_id,
        code: 'unavailable',
        text: 'The shop cannot take it now.',
        retry_after_ms: 0,
      };
      return send(socket, [{ rejected }]);
    }
    const done = this.done_.get(command_id);
    if (done) return send(socket, [{ events: this.run(done - 1) }]);
    this.done_.set(command_id, this.events.length + 1);
    this.standing ??= { status: 1 };
    this.hears(text, Date.now(), command_id);
    this.tell({ conversation: this.conversation() });
  }

  private conversation() {
    const last_seq = this.events.length;
    return { conversation_id: 'cnv_1', status: 1, ...this.standing, last_seq };
  }
  private run(after_seq: number) {
    const events = this.events.slice(after_seq);
    return { conversation_id: 'cnv_1', after_seq, through_seq: this.events.length, events };
  }

  private serve(url: string, response: ServerResponse): void {
    const path = new URL(url, 'http://hub').pathname;
    const page = this.pages.get(path);
    if (page) {
      response.writeHead(200, {
        'Content-Type': TYPES['.html'],
        'Content-Security-Policy': page.csp,
      });
      return void response.end(page.html);
    }
    const file = path.startsWith('/shop/')
      ? join(here, '../shop', path.slice(6) || 'index.html')
      : join(here, 'dist', path);
    try {
      const body = readFileSync(file);
      const type = TYPES[extname(file)] ?? 'application/octet-stream';
      response.writeHead(200, { 'Content-Type': type, 'Access-Control-Allow-Origin': '*' });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  }
}

function send(socket: WebSocket, frames: unknown[]): void {
  const pbf = new PbfWriter();
  writeCustomerServerFrames({ frames: frames as CustomerServerFrame[] }, pbf);
  socket.send(pbf.finish());
}

function messageBy(agent: string, text: string) {
  const profile = { display_name: agent };
  const author = agent
    ? { role: 2, actor_id: 'agt_1', profile }
    : { role: 1, actor_id: 'ctc_1', profile: { display_name: '' } };
  return { message: { author, parts: [{ part_id: 'p', text: { text, language: '' } }] } };
}
