// Agents and queues of the workspace, by id. Fed by the frame stream.
import { SvelteMap } from 'svelte/reactivity';
import type { Agent, PresenceChoice, Queue } from './model.ts';

export class Team {
  readonly agents = new SvelteMap<string, Agent>();
  readonly queues = new SvelteMap<string, Queue>();
  me = $state('');
  /** What was chosen here and the hub has not confirmed yet. */
  choosing: PresenceChoice | null = $state(null);

  readonly self = $derived(this.agents.get(this.me));
  readonly chosen: PresenceChoice = $derived(this.choosing ?? this.self?.chosen ?? 'offline');
  readonly effective: PresenceChoice = $derived(this.self?.presence ?? 'offline');
  readonly agentsByName = $derived(
    [...this.agents.values()]
      .filter((agent) => !agent.inactive)
      .sort((a, b) => a.name.localeCompare(b.name)),
  );
  readonly queuesByName = $derived(
    [...this.queues.values()]
      .filter((queue) => !queue.inactive)
      .sort((a, b) => a.name.localeCompare(b.name)),
  );

  receiveAgents(agents: readonly Agent[]): void {
    for (const agent of agents) this.agents.set(agent.id, agent);
  }

  receiveQueues(queues: readonly Queue[]): void {
    for (const queue of queues) this.queues.set(queue.id, queue);
  }

  agentName(id: string): string {
    return this.agents.get(id)?.name ?? '';
  }

  queueName(id: string): string {
    return this.queues.get(id)?.name ?? '';
  }

  reset(): void {
    this.agents.clear();
    this.queues.clear();
    this.choosing = null;
  }
}
