// Sets a queue's routing up as an administrator does, over the agent socket and in its JSON form.
import type { Agent } from './people.ts';

export interface QueueRouting {
  offerTimeoutS?: number;
  missesMax?: number;
  retryAfterS?: number;
  hopsMax?: number;
}

/** By name of the queue; settled when the hub has decided it. */
export async function routeQueue(admin: Agent, queue: string, routing: QueueRouting): Promise<void> {
  await admin.page.evaluate(
    async ([name, rules]) => {
      const asked = await fetch('/api/v1/ticket', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: '{}',
      });
      const { ticket } = await asked.json();
      const time = Date.now().toString(16).padStart(12, '0');
      const random = crypto.randomUUID();
      const commandId = `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(15, 18)}-${random.slice(19)}`;
      const socket = new WebSocket(location.origin.replace('http', 'ws') + '/ws/agent', 'usher.v1+json');
      const say = (frame: object) => socket.send(JSON.stringify({ frames: [frame] }));
      await new Promise<void>((done, failed) => {
        socket.onopen = () => say({ hello: { ticket, client: 'a test' } });
        socket.onclose = ({ code }) => failed(new Error(`closed with ${code}`));
        socket.onmessage = ({ data }) => {
          for (const frame of JSON.parse(data).frames) {
            const found = frame.queuesChanged?.queues?.find((q: { name: string }) => q.name === name);
            if (found) say({ defineRouting: { commandId, queue: { queueId: found.queueId, routing: rules } } });
            if (frame.rejected?.commandId === commandId) failed(new Error(frame.rejected.text));
            if (frame.done?.commandId === commandId) done();
          }
        };
      });
      socket.onclose = null;
      socket.close();
    },
    [queue, { missesMax: 3, retryAfterS: 60, hopsMax: 5, ...routing }] as const,
  );
}
