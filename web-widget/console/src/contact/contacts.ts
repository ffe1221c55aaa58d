// A contact and the conversations held with him, as the hub's REST answer tells them.
import { call } from '../store/http.ts';

export interface Earlier {
  id: string;
  resolved: boolean;
  openedMs: number;
  lastActivityMs: number;
  preview: string;
}

type Loose = Record<string, unknown>;

/** Field names as in proto3 JSON or as in the rest of the API. */
function field(from: Loose, camel: string): unknown {
  const snake = camel.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
  return from[camel] ?? from[snake];
}

export async function earlierConversations(
  contactId: string,
  signal: AbortSignal,
): Promise<Earlier[]> {
  const path = `/contacts/${encodeURIComponent(contactId)}`;
  const answer = await call<Loose>('GET', path, undefined, signal);
  const list = Array.isArray(answer.conversations) ? (answer.conversations as Loose[]) : [];
  return list.map(earlierFromWire).sort((a, b) => b.lastActivityMs - a.lastActivityMs);
}

function earlierFromWire(wire: Loose): Earlier {
  const preview = field(wire, 'preview');
  const text = typeof preview === 'object' && preview !== null ? (preview as Loose).text : preview;
  const openedMs = Number(field(wire, 'openedMs') ?? 0);
  return {
    id: String(field(wire, 'conversationId') ?? ''),
    resolved: /resolved|^6$/i.test(String(field(wire, 'status') ?? '')),
    openedMs,
    lastActivityMs: Number(field(wire, 'lastActivityMs') ?? openedMs),
    preview: typeof text === 'string' ? text : '',
  };
}
