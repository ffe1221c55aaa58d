// What an administrator sets up for a story about routing, over the agent socket and in its JSON form.
import type { Agent } from './people.ts';

export interface QueueRouting {
  offerTimeoutS?: number;
  missesMax?: number;
  retryAfterS?: number;
  hopsMax?: number;
}

/** By name of the queue; settled when the hub has decided it. */
export function routeQueue(admin: Agent, queue: string, routing: QueueRouting): Promise<void> {
  return command(admin, { queue, routing: { missesMax: 3, retryAfterS: 60, hopsMax: 5, ...routing } });
}

/** Everything that waits is his from now on, so that only what a story brings is offered to anybody. */
export function takeWhatWaits(admin: Agent): Promise<void> {
  return command(admin, { take: true });
}

interface Wish {
  queue?: string;
  routing?: QueueRouting;
  take?: boolean;
}

function command(admin: Agent, wish: Wish): Promise<void> {
  return admin.page.evaluate(async ({ queue, routing, take }: Wish) => {
    const asked = await fetch('/api/v1/ticket', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{}',
    });
    const { ticket } = await asked.json();
    const newId = () => {
      const time = Date.now().toString(16).padStart(12, '0');
      const random = crypto.randomUUID();
      return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(15, 18)}-${random.slice(19)}`;
    };
    const socket = new WebSocket(location.origin.replace('http', 'ws') + '/ws/agent', 'usher.v1+json');
    const say = (frame: object) => socket.send(JSON.stringify({ frames: [frame] }));
    const waiting: { commandId: string; frame: object }[] = [];
    const wants = (frame: (commandId: string) => object) => {
      const commandId = newId();
      waiting.push({ commandId, frame: frame(commandId) });
    };
    let self = '';
    await new Promise<void>((done, failed) => {
      const answered = (commandId: string | undefined) => {
        const at = waiting.findIndex((each) => each.commandId === commandId);
        if (at >= 0) waiting.splice(at, 1);
        if (at >= 0 && waiting.length === 0) done();
      };
      socket.onopen = () => say({ hello: { ticket, client: 'a test' } });
      socket.onclose = ({ code }) => failed(new Error(`closed with ${code}`));
      socket.onmessage = ({ data }) => {
        for (const frame of JSON.parse(data).frames) {
          if (frame.welcome) self = frame.welcome.agentId;
          for (const each of frame.queuesChanged?.queues ?? []) {
            if (each.name !== queue) continue;
            wants((commandId) => ({ defineRouting: { commandId, queue: { queueId: each.queueId, routing } } }));
          }
          for (const each of frame.conversationsChanged?.conversations ?? []) {
            if (!take || each.status !== 'OPEN' || each.assigneeId) continue;
            wants((commandId) => ({
              assign: { commandId, conversationId: each.conversationId, agentId: self },
            }));
          }
          if (frame.synced) {
            for (const each of waiting) say(each.frame);
            if (waiting.length === 0) done();
          }
          if (frame.rejected?.commandId) failed(new Error(frame.rejected.text));
          answered(frame.done?.commandId);
        }
      };
    });
    socket.onclose = null;
    socket.close();
  }, wish);
}
