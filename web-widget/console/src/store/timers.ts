// How the timers of a conversation came about, asked of the hub by REST.
import { call } from './http.ts';

export type TimerTarget =
  | 'first_response'
  | 'next_response'
  | 'update'
  | 'resolution_first'
  | 'resolution_total';
export type StepWhy = 'open' | 'closed' | 'paused' | 'suspended';

export interface TimerStep {
  from: string;
  to: string;
  counted_seconds: number;
  why: StepWhy;
  calendar: string;
}

export interface ExplainedTimer {
  target: TimerTarget;
  cycle: number;
  state: 'running' | 'paused' | 'met' | 'missed' | 'cancelled' | 'waived';
  started_at: string;
  due_at: string | null;
  ended_at?: string;
  used_seconds: number;
  remaining_seconds: number;
  recounted: boolean;
  steps: TimerStep[];
}

export interface Explanation {
  choices: { at: string; policy: string | null; calendar?: string; why: string }[];
  timers: ExplainedTimer[];
}

/** Throws HttpFailure. */
export function timersOf(conversationId: string, signal: AbortSignal): Promise<Explanation> {
  return call(
    'GET',
    `/conversations/${encodeURIComponent(conversationId)}/timers`,
    undefined,
    signal,
  );
}
