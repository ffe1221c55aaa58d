// A contact's other conversations, as the hub's archive tells them.
import { call, HttpFailure } from '../store/http.ts';

export interface Earlier {
  id: string;
  resolved: boolean;
  openedMs: number;
  lastMs: number;
}

interface WireContact {
  conversations: { id: string; status: string; opened_ms: number; last_event_ms: number }[];
}

/** Newest first. Somebody who has just come is not in the archive yet: then there are none. */
export async function conversationsOf(contactId: string, signal: AbortSignal): Promise<Earlier[]> {
  const path = `/contacts/${encodeURIComponent(contactId)}`;
  try {
    const { conversations } = await call<WireContact>('GET', path, undefined, signal);
    return conversations
      .map(({ id, status, opened_ms, last_event_ms }) => ({
        id,
        resolved: status === 'resolved',
        openedMs: opened_ms,
        lastMs: last_event_ms,
      }))
      .sort((a, b) => b.lastMs - a.lastMs);
  } catch (error) {
    if (error instanceof HttpFailure && error.status === 404) return [];
    throw error;
  }
}
