// Goal: logging in says plainly what is wrong, and search answers the newest question only.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Searching } from '../src/palette/searching.svelte.ts';
import { Session } from '../src/store/session.svelte.ts';
import { s } from '../src/strings.ts';
import { marked, pieces } from '../src/ui/links.ts';

let answer: (path: string) => Response | Promise<Response>;
const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });
const who = {
  agent: { id: 'a', display_name: 'A', email: '', role: 'agent' },
  workspace: { id: 'w', name: 'W' },
};

beforeEach(() => vi.stubGlobal('fetch', async (path: string) => answer(path)));
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it.each([
  [401, s.login.wrong],
  [429, s.login.tooMany],
  [503, s.login.unreachable],
  [400, 'The e-mail is missing.'],
])('status %i is said in words', async (status, words) => {
  answer = () => json(status, { detail: 'The e-mail is missing.' });
  const session = new Session();
  expect(await session.login('a@b', 'x')).toBe(false);
  expect(session.message).toBe(words);
});

it('a hub that is away is called that, on log-in and on load', async () => {
  answer = () => Promise.reject(new TypeError('network'));
  const session = new Session();
  await session.restore();
  expect(session).toMatchObject({ state: 'out', message: s.login.unreachable });
});

it('a visitor without a session is asked to log in without a reproach', async () => {
  answer = () => json(401, {});
  const session = new Session();
  await session.restore();
  expect(session).toMatchObject({ state: 'out', message: '' });
});

it('uses the ticket of the log-in once, then asks for a new one', async () => {
  answer = (path) =>
    json(200, path.endsWith('/ticket') ? { ticket: 'second' } : { ...who, ticket: 'first' });
  const session = new Session();
  await session.login('a@b', 'x');
  expect(await session.takeTicket()).toBe('first');
  expect(await session.takeTicket()).toBe('second');
});

it('searches when typing rests, and forgets answers to older questions', async () => {
  vi.useFakeTimers();
  const asked: string[] = [];
  answer = (path) => {
    asked.push(decodeURIComponent(path.split('q=')[1]?.split('&')[0] ?? ''));
    return json(200, { hits: [] });
  };
  const search = new Searching();
  for (const words of ['l', 'la', 'lam', 'lamp']) search.ask(words);
  await vi.advanceTimersByTimeAsync(500);
  expect(asked).toEqual(['lamp']);
  expect(search).toMatchObject({ answered: 'lamp', busy: false, failed: false });
});

it('marks hits and links without ever making markup of text', () => {
  expect(marked('the \uE000lamp\uE001 <b>')).toEqual([
    { text: 'the ', hit: false },
    { text: 'lamp', hit: true },
    { text: ' <b>', hit: false },
  ]);
  expect(pieces('see https://a.example/x?y=1. Or javascript:alert(1)')).toEqual([
    { text: 'see ', href: '' },
    { text: 'https://a.example/x?y=1', href: 'https://a.example/x?y=1' },
    { text: '. Or javascript:alert(1)', href: '' },
  ]);
});
