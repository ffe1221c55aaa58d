// What CustomerClient takes, shows and tells. Types only.
import type { ConnectionState } from './connection.ts';
import type { CustomerConversation, Item } from './customercodec.ts';
import type { CustomerCommand, CustomerStore } from './customerstate.ts';
import type { Environment } from './environment.ts';
import type { Pending } from './outbox.ts';

export interface CustomerView {
  connection: ConnectionState;
  /** From the last welcome; empty before the first. */
  inbox_name: string;
  greeting: string;
  agents_online: number;
  conversation: CustomerConversation | null;
  items: readonly Item[];
  pending: readonly Pending<CustomerCommand>[];
  /** Highest sequence number of ours that an agent received, and read. */
  delivered: number;
  read: number;
  unread: number;
  has_older: boolean;
  /** Who is writing; null when nobody. */
  typing: string | null;
  text_bytes_max: number;
}

export interface CustomerEvents {
  change: undefined;
  /** A message from the other side that was not held before. */
  message: Extract<Item, { kind: 'message' }>;
  /** Token and history were dropped: expired, not ours, or reset. */
  reset: undefined;
}

export interface CustomerClientOptions extends Partial<Environment> {
  /** ws:// or wss:// …/ws/customer */
  url: string;
  siteKey: string;
  store: CustomerStore;
  locale?: string;
  timeZone?: string;
  /** Asked for when a message is sent, never before. */
  page?: () => { url: string; title: string; referrer: string };
  client?: string;
}
