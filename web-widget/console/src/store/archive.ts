// History of conversations that are over for long, asked of the archive by REST.
import { eventFromJson } from '@usher/client/agent';
import { eventFromWire } from './fromWire.ts';
import { call } from './http.ts';
import type { ThreadEvent } from './model.ts';

interface Page {
  events: ThreadEvent[];
  complete: boolean;
}

/** The page before a sequence number; 0 = the newest. Throws HttpFailure. */
export async function archivedEvents(id: string, before: number, limit: number): Promise<Page> {
  const from = before > 0 ? `&before=${before}` : '';
  const path = `/conversations/${encodeURIComponent(id)}/events?limit=${limit}${from}`;
  const page = await call<{ events: Parameters<typeof eventFromJson>[0][]; complete: boolean }>(
    'GET',
    path,
  );
  return {
    events: page.events.map((json) => eventFromWire(eventFromJson(json))),
    complete: page.complete,
  };
}
