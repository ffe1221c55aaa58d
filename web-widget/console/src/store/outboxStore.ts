// Where messages wait that the hub has not settled: localStorage, per agent, shared by the tabs of one browser.
import type { AgentCommand, OutboxStore, Pending } from '@usher/client/agent';

export function outboxStore(
  agentId: string,
  storage: Storage = localStorage,
): OutboxStore<AgentCommand> {
  const key = `usher.outbox.${agentId}`;
  const load = (): Pending<AgentCommand>[] => {
    try {
      const kept: unknown = JSON.parse(storage.getItem(key) ?? '[]');
      return Array.isArray(kept) ? kept : [];
    } catch {
      return [];
    }
  };
  return {
    load,
    update(change) {
      try {
        const kept = change(load());
        if (kept.length > 0) storage.setItem(key, JSON.stringify(kept));
        else storage.removeItem(key);
        return true;
      } catch {
        return false;
      }
    },
  };
}
