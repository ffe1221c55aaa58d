// Goal: what an administrator saves is sent once, only what he changed; what the hub refuses is shown at its field; and
// a hub that is away loses nothing of what he typed.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Admin, type AdminQueue } from '../src/store/admin.svelte.ts';
import { Form } from '../src/store/form.svelte.ts';
import { s } from '../src/strings.ts';

interface Asked {
  method: string;
  path: string;
  body: unknown;
  key: string | null;
}
const asked: Asked[] = [];
let answer: () => Response;

const queue: AdminQueue = {
  id: 'que_1',
  name: 'Support',
  first_response_s: 900,
  next_response_s: 0,
  active: true,
  waiting: 0,
  agents: 2,
};

function json(status: number, body: unknown): () => Response {
  return () => new Response(JSON.stringify(body), { status });
}

beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    asked.push({
      method: init.method ?? '',
      path,
      body: init.body ? JSON.parse(init.body as string) : null,
      key: new Headers(init.headers).get('Idempotency-Key'),
    });
    return Promise.resolve().then(answer);
  });
});
afterEach(() => vi.unstubAllGlobals());

describe('a shelf', () => {
  it('loads, keeps what it had while it loads again, and says when it could not', async () => {
    const { queues } = new Admin(() => 1_790_000_000_000);
    answer = json(200, { queues: [queue] });
    expect(queues.state).toBe('loading');
    await queues.load();
    expect(queues.items).toEqual([queue]);
    answer = () => {
      throw new TypeError('no network');
    };
    await queues.load();
    expect(queues.state).toBe('failed');
    expect(queues.items).toEqual([queue]);
  });

  it('takes the answer of a save, not of a list that was asked for before', async () => {
    const { queues } = new Admin(() => 1_790_000_000_000);
    let late = (_: Response) => {};
    vi.stubGlobal('fetch', (_: string, init: RequestInit) =>
      init.method === 'GET'
        ? new Promise<Response>((resolve) => (late = resolve))
        : Promise.resolve(json(200, { ...queue, name: 'New' })()),
    );
    const loading = queues.load();
    await queues.save('que_1', { name: 'New' }, 'k');
    late(json(200, { queues: [queue] })());
    await loading;
    expect(queues.find('que_1')?.name).toBe('New');
  });

  it('pages through agents', async () => {
    const { agents } = new Admin(() => 1_790_000_000_000);
    const pages = [{ agents: [{ id: 'agt_1' }], next: 'agt_1' }, { agents: [{ id: 'agt_2' }] }];
    answer = () => json(200, pages.shift())();
    await agents.load();
    expect(agents.items.map((a) => a.id)).toEqual(['agt_1', 'agt_2']);
    expect(asked[1]?.path).toContain('after=agt_1');
  });
});

describe('a form', () => {
  const admin = new Admin(() => 1_790_000_000_000);
  const newForm = () => new Form({ name: 'Support', waits: ['a'] }, () => admin.newKey());
  const save = (fields: object, key: string) => admin.queues.save('que_1', fields, key);

  it('sends only what changed, and knows when nothing did', async () => {
    const form = newForm();
    expect(form.changed).toBe(false);
    form.draft.name = 'First line';
    expect(form.changed).toBe(true);
    answer = json(200, { ...queue, name: 'First line' });
    const { value } = await form.submit(false, {}, save);
    expect(value).toMatchObject({ name: 'First line' });
    expect(asked).toMatchObject([
      { method: 'PATCH', path: '/api/v1/admin/queues/que_1', body: { name: 'First line' } },
    ]);
    expect(form.state).toBe('saved');
    expect(form.changed).toBe(false);
  });

  it('shows a refusal at its field, and until it is typed in again', async () => {
    const form = newForm();
    form.draft.name = 'Sales';
    answer = json(400, { detail: 'Another queue has this name.', field: 'name' });
    const { field } = await form.submit(false, {}, save);
    expect(field).toBe('name');
    expect(form.faults.name).toBe('Another queue has this name.');
    form.touch('name');
    expect(form.faults.name).toBeUndefined();
    expect(form.draft.name).toBe('Sales');
  });

  it('sends nothing while something is plainly wrong', async () => {
    const form = newForm();
    const { field } = await form.submit(false, { name: 'Needed.' }, save);
    expect(field).toBe('name');
    expect(asked).toEqual([]);
  });

  it('uses one key for every attempt at the same thing, and another for the next', async () => {
    const form = newForm();
    form.draft.name = 'Sales';
    answer = () => {
      throw new TypeError('no network');
    };
    await form.submit(false, {}, save);
    expect(form.message).toBe(s.settings.unreachable);
    expect(form.draft.name).toBe('Sales');
    answer = json(200, { ...queue, name: 'Sales' });
    await form.submit(false, {}, save);
    expect(asked[0]?.key).toMatch(/^[0-9a-f-]{36}$/);
    expect(asked[1]?.key).toBe(asked[0]?.key);
    form.draft.name = 'Repairs';
    await form.submit(false, {}, save);
    expect(asked[2]?.key).not.toBe(asked[0]?.key);
  });

  it('follows what others saved as long as nobody typed', () => {
    const form = newForm();
    form.follow({ name: 'Renamed', waits: ['a'] });
    expect(form.draft.name).toBe('Renamed');
    form.draft.name = 'Mine';
    form.follow({ name: 'Theirs', waits: ['a'] });
    expect(form.draft.name).toBe('Mine');
    form.discard();
    expect(form.draft.name).toBe('Theirs');
  });
});
