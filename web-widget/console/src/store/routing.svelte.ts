// How work finds people, as administrators see and change it, over REST: teams, tiers, the rules of a queue, what an
// agent can. Forms keep their own drafts.
import { call } from './http.ts';
import { attempt, type Saved, Shelf } from './shelf.svelte.ts';

export interface Need {
  skill: string;
  level: number;
  required: boolean;
}
export interface QueueRouting {
  offer_timeout_s: number;
  misses_max: number;
  retry_after_s: number;
  choice: 'least_loaded' | 'longest_idle';
  sticky: boolean;
  language: 'ignored' | 'preferred' | 'required';
  needs: Need[];
  relax_after_s: number;
  overflow_queue_id: string;
  overflow_after_s: number;
  overflow_tier: string;
  supervisors_pick: boolean;
  hops_max: number;
}
export interface AgentRouting {
  skills: { name: string; level: number }[];
  languages: string[];
  units_permille: number;
  channels: { channel: string; weight_permille: number; most: number }[];
  team_ids: string[];
}
export interface Team {
  id: string;
  name: string;
  queue_ids: readonly string[];
  agents: number;
  /** Teams are never out of use. */
  active: boolean;
}
export interface Tier {
  name: string;
  head_start_s: number;
}

const active = <T extends object>(team: T) => ({ ...team, active: true });

/** Something the workspace has one of. What was loaded before stays while it is loaded again. */
export class Single<T> {
  state: 'loading' | 'ready' | 'failed' = $state('loading');
  value: T | null = $state.raw(null);

  constructor(
    private readonly path: string,
    private readonly method: 'PUT' | 'PATCH',
  ) {}

  async load(): Promise<void> {
    this.state = 'loading';
    const loaded = await attempt(() => call<T>('GET', this.path));
    if (loaded.ok) this.value = loaded.value;
    this.state = loaded.ok ? 'ready' : 'failed';
  }

  async save(fields: object, key: string): Promise<Saved<T>> {
    const saved = await attempt(() =>
      call<T>(this.method, this.path, fields, undefined, { 'Idempotency-Key': key }),
    );
    if (saved.ok) this.value = saved.value;
    return saved;
  }

  reset(): void {
    this.value = null;
    this.state = 'loading';
  }
}

export class RoutingAdmin {
  readonly teams = new Shelf<Team>('/admin/teams', async () =>
    (await call<{ teams: Team[] }>('GET', '/admin/teams')).teams.map(active),
  );
  readonly tiers = new Single<{ tiers: Tier[] }>('/admin/tiers', 'PUT');
  /** For suggestions while somebody types. */
  skills: readonly string[] = $state.raw([]);

  ofQueue(id: string): Single<QueueRouting> {
    return new Single(`/admin/queues/${id}/routing`, 'PATCH');
  }

  ofAgent(id: string): Single<AgentRouting> {
    return new Single(`/admin/agents/${id}/routing`, 'PATCH');
  }

  async loadSkills(): Promise<void> {
    const known = await attempt(() => call<{ skills: { name: string }[] }>('GET', '/admin/skills'));
    if (known.ok) this.skills = known.value.skills.map(({ name }) => name);
  }

  reset(): void {
    this.teams.reset();
    this.tiers.reset();
    this.skills = [];
  }
}
