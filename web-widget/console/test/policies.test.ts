// Goal: a policy's form keeps everything the hub knows of it, says in sentences what it means, and shows what the hub
// refuses at the place the hub names; moving a policy that the hub refuses moves it back.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bodyOf, draftOf, mistakesIn } from '../src/settings/policyDraft.ts';
import { meaning } from '../src/settings/policyWords.ts';
import { Form } from '../src/store/form.svelte.ts';
import { idOfName, type PolicyBody, Promises } from '../src/store/promises.svelte.ts';

const gold: PolicyBody = {
  calendar: 'office',
  match: { queues: ['Sales'], channels: ['web'], languages: ['de'], hours: 'open' },
  targets: { first_response: '30m', resolution_total: '8h' },
  pause: { first_response: [], resolution_total: ['waiting_customer'] },
  hide_only: ['resolution_total'],
  roll_to_next_open: true,
  warnings: { first_response: ['75%', '10m'] },
  warning_calendar: 'desk',
  queue_calendars: { Sales: 'night' },
};
const words = { needed: 'needed', duration: 'duration', warning: 'warning', atLeastOne: 'one' };
const channel = (name: string) => `${name} chat`;

interface Asked {
  method: string;
  path: string;
  body: string | null;
  type: string | null;
}
const asked: Asked[] = [];
let answer: (path: string) => Response | Promise<Response>;
const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });
const rules = {
  calendars: {},
  policies: [
    { ...gold, name: 'gold' },
    { ...gold, name: 'b' },
  ],
};

beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    const type = new Headers(init.headers).get('Content-Type');
    asked.push({ method: init.method ?? '', path, body: init.body as string | null, type });
    return Promise.resolve().then(() => answer(path));
  });
});
afterEach(() => vi.unstubAllGlobals());

describe('the form of a policy', () => {
  it('gives back what it was given', () => {
    expect(bodyOf(draftOf('gold', gold))).toEqual(gold);
  });

  it('sends lengths of time without spaces, and nothing of what is not promised', () => {
    const draft = draftOf('x');
    draft.calendar = 'office';
    draft.targets.update.within = ' 1h 30m ';
    draft.targets.update.warnings = '75 %, 5 m';
    draft.labels = ' vip ,, urgent';
    const body = bodyOf(draft);
    expect(body.targets).toEqual({ update: '1h30m' });
    expect(body.warnings).toEqual({ update: ['75%', '5m'] });
    expect(body.pause).toEqual({ update: ['waiting_customer'] });
    expect(body.match).toEqual({ labels: ['vip', 'urgent'] });
  });

  it('says what is wrong by the hub’s names of the places', () => {
    const draft = draftOf('');
    expect(mistakesIn(draft, words)).toEqual({
      name: 'needed',
      calendar: 'needed',
      targets: 'one',
    });
    draft.name = 'x';
    draft.calendar = 'office';
    draft.targets.update = { within: 'soon', warnings: '100%', pause: [], hideOnly: false };
    expect(mistakesIn(draft, words)).toEqual({
      'targets.update': 'duration',
      'warnings.update': 'warning',
    });
  });
});

describe('what a policy means', () => {
  it('is a sentence about whom, what, when it stands still and when it warns', () => {
    expect(meaning({ ...gold, hide_only: [] }, channel)).toEqual([
      'Every conversation in Sales, by web chat, in German, that come while it is open, gets a first answer within 30 min and a resolution for good within 8 h in all, counted in the hours of office.',
      'The time for the whole resolution stands still while it waits for the customer.',
      'You are warned for the first answer at 75% of it and 10 min before.',
      'What would be due exactly at closing time is due when it opens next.',
    ]);
  });

  it('is nothing while nothing is promised', () => {
    expect(meaning({ ...gold, targets: { update: 'x' } }, channel)).toEqual([]);
  });
});

describe('what the hub says', () => {
  it('is shown at the field it names', async () => {
    const promises = new Promises();
    answer = () => json(422, { detail: 'windows.mon[1]: it begins before the one above ends' });
    const form = new Form({ windows: {}, name: 'x' }, () => 'k');
    const { field } = await form.submit(true, {}, () => promises.calendars.define('office', {}));
    expect(field).toBe('windows.mon[1]');
    expect(form.faults).toEqual({ 'windows.mon[1]': 'It begins before the one above ends' });
    form.touch('windows');
    expect(form.faults).toEqual({});
  });

  it('is shown for the whole when it is of nothing in the form', async () => {
    const promises = new Promises();
    answer = () => json(422, { detail: 'policy gold.calendar: there is no calendar "office"' });
    const removed = await promises.calendars.remove('office');
    expect(removed).toMatchObject({ ok: false, field: '' });
    expect(asked[0]).toMatchObject({ method: 'DELETE', path: '/api/v1/sla/calendars/office' });
  });

  it('puts the order back when it refuses it', async () => {
    const promises = new Promises();
    answer = () => json(200, rules);
    await promises.policies.load();
    answer = () => json(409, { detail: 'somebody else was quicker' });
    const moving = promises.order(['b', 'gold']);
    expect(promises.policies.items.map((it) => it.name)).toEqual(['b', 'gold']);
    expect(await moving).toMatchObject({ ok: false, text: 'somebody else was quicker' });
    expect(promises.policies.items.map((it) => it.name)).toEqual(['gold', 'b']);
    answer = () => new Response(null, { status: 204 });
    expect(await promises.order(['b', 'gold'])).toMatchObject({ ok: true });
    expect(promises.policies.items.map((it) => it.name)).toEqual(['b', 'gold']);
  });

  it('gets one order after the other, so that the last one stays', async () => {
    const promises = new Promises();
    answer = () => json(200, rules);
    await promises.policies.load();
    asked.length = 0;
    const answers: ((response: Response) => void)[] = [];
    answer = () => new Promise<Response>((resolve) => answers.push(resolve));
    const first = promises.order(['b', 'gold']);
    const second = promises.order(['gold', 'b']);
    await vi.waitFor(() => expect(answers).toHaveLength(1));
    expect(asked.map((it) => it.body)).toEqual(['{"names":["b","gold"]}']);
    answers[0]?.(new Response(null, { status: 204 }));
    await first;
    await vi.waitFor(() => expect(answers).toHaveLength(2));
    answers[1]?.(json(409, { detail: 'somebody else was quicker' }));
    expect(await second).toMatchObject({ ok: false });
    expect(
      promises.policies.items.map((it) => it.name),
      'as the hub holds it',
    ).toEqual(['b', 'gold']);
  });

  it('comes to names of any kind', async () => {
    const promises = new Promises();
    answer = (path) =>
      path.endsWith('/sla') ? json(200, rules) : new Response(null, { status: 204 });
    await promises.policies.define('A/B 100% ü', gold);
    expect(asked[0]?.path).toBe('/api/v1/sla/policies/A%2FB%20100%25%20%C3%BC');
    expect(idOfName('new')).toBe('=new');
    expect(idOfName('gold')).toBe('gold');
  });

  it('tells the holidays of a file without saving', async () => {
    const promises = new Promises();
    const told = { from: 2026, to: 2028, added: [], kept: [], skipped: [], skipped_count: 0 };
    answer = () => json(200, told);
    expect(await promises.readHolidays('', 'BEGIN:VCALENDAR', 2026, 3)).toEqual({
      ok: true,
      value: told,
    });
    expect(asked[0]).toEqual({
      method: 'POST',
      path: '/api/v1/sla/calendars/new/import?preview=true&from=2026&years=3',
      body: 'BEGIN:VCALENDAR',
      type: 'text/calendar',
    });
  });
});
