// A policy as its form has it: texts that are typed, and back to what is saved. Pure.
import type { Faults } from '../store/form.svelte.ts';
import {
  type PauseName,
  type PolicyBody,
  type TargetName,
  targetNames,
} from '../store/promises.svelte.ts';
import { secondsOfDuration } from './hours.ts';
import { pausesOf } from './policyWords.ts';

export interface TargetDraft {
  within: string;
  warnings: string;
  pause: PauseName[];
  hideOnly: boolean;
}
export interface PolicyDraft {
  name: string;
  calendar: string;
  queues: string[];
  channels: string[];
  languages: string;
  labels: string;
  hours: '' | 'open' | 'closed';
  targets: Record<TargetName, TargetDraft>;
  roll_to_next_open: boolean;
  warning_calendar: string;
  queue_calendars: Record<string, string>;
}

const empty: PolicyBody = {
  calendar: '',
  match: {},
  targets: {},
  pause: {},
  hide_only: [],
  roll_to_next_open: false,
  warnings: {},
};

export function draftOf(name: string, from: PolicyBody = empty): PolicyDraft {
  const target = (each: TargetName): TargetDraft => ({
    within: from.targets[each] ?? '',
    warnings: (from.warnings[each] ?? []).join(', '),
    pause: pausesOf(from, each),
    hideOnly: from.hide_only.includes(each),
  });
  return {
    name,
    calendar: from.calendar,
    queues: [...(from.match.queues ?? [])],
    channels: [...(from.match.channels ?? [])],
    languages: (from.match.languages ?? []).join(', '),
    labels: (from.match.labels ?? []).join(', '),
    hours: from.match.hours ?? '',
    targets: Object.fromEntries(targetNames.map((each) => [each, target(each)])) as Record<
      TargetName,
      TargetDraft
    >,
    roll_to_next_open: from.roll_to_next_open,
    warning_calendar: from.warning_calendar ?? '',
    queue_calendars: { ...from.queue_calendars },
  };
}

export function texts(typed: string): string[] {
  return typed
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);
}

/** Without spaces, as the hub reads it: "1h 30m" is "1h30m". */
const tight = (typed: string) => typed.replaceAll(/\s+/gu, '');

export function bodyOf(draft: PolicyDraft): PolicyBody {
  const body: PolicyBody = {
    ...empty,
    match: {},
    targets: {},
    pause: {},
    hide_only: [],
    warnings: {},
  };
  body.calendar = draft.calendar;
  if (draft.queues.length > 0) body.match.queues = [...draft.queues];
  if (draft.channels.length > 0) body.match.channels = [...draft.channels];
  if (texts(draft.languages).length > 0) body.match.languages = texts(draft.languages);
  if (texts(draft.labels).length > 0) body.match.labels = texts(draft.labels);
  if (draft.hours !== '') body.match.hours = draft.hours;
  for (const name of targetNames) {
    const target = draft.targets[name];
    if (target.within.trim() === '') continue;
    body.targets[name] = tight(target.within);
    body.pause[name] = [...target.pause];
    if (target.hideOnly && target.pause.length > 0) body.hide_only.push(name);
    if (texts(target.warnings).length > 0) body.warnings[name] = texts(target.warnings).map(tight);
  }
  body.roll_to_next_open = draft.roll_to_next_open;
  if (draft.warning_calendar !== '') body.warning_calendar = draft.warning_calendar;
  const others = Object.entries(draft.queue_calendars).filter(([, calendar]) => calendar !== '');
  if (others.length > 0) body.queue_calendars = Object.fromEntries(others);
  return body;
}

export interface MistakeWords {
  needed: string;
  duration: string;
  warning: string;
  atLeastOne: string;
}

/** By the hub's names of the places. */
export function mistakesIn(draft: PolicyDraft, words: MistakeWords): Faults {
  const faults: Faults = {};
  if (draft.name.trim() === '') faults.name = words.needed;
  if (draft.calendar === '') faults.calendar = words.needed;
  for (const name of targetNames) {
    const { within, warnings } = draft.targets[name];
    if (within.trim() === '') continue;
    if (!secondsOfDuration(within)) faults[`targets.${name}`] = words.duration;
    const good = texts(warnings).every(
      (it) => /^[1-9]\d?\s*%$/u.test(it) || (secondsOfDuration(it) ?? 0) > 0,
    );
    if (!good) faults[`warnings.${name}`] = words.warning;
  }
  if (targetNames.every((name) => draft.targets[name].within.trim() === '')) {
    faults.targets = words.atLeastOne;
  }
  return faults;
}
