// What a policy means, in sentences, and as one line of a list. Pure.
import {
  type PauseName,
  type PolicyBody,
  type PolicyMatch,
  pauseNames,
  type TargetName,
  targetNames,
} from '../store/promises.svelte.ts';
import { languageName } from '../ui/times.ts';
import { durationWords, secondsOfDuration } from './hours.ts';

/** Where a policy says nothing of pauses: docs/sla.md. */
const usualPauses: Record<TargetName, readonly PauseName[]> = {
  first_response: [],
  next_response: [],
  update: ['waiting_customer'],
  resolution_first: ['waiting_customer', 'waiting_partner', 'resolved'],
  resolution_total: ['waiting_customer', 'waiting_partner', 'resolved'],
};

export function pausesOf(policy: PolicyBody, target: TargetName): PauseName[] {
  const given = policy.pause[target];
  if (!given) return [...usualPauses[target]];
  return pauseNames.filter((name) => given.includes(name));
}

function listed(parts: readonly string[], and: string): string {
  if (parts.length < 2) return parts[0] ?? '';
  return `${parts.slice(0, -1).join(', ')} ${and} ${parts.at(-1)}`;
}

/** "in Sales or Support, by web chat, in German" */
export function matchWords(match: PolicyMatch, channel: (name: string) => string): string {
  const parts: string[] = [];
  const add = (before: string, given: readonly string[] | undefined) => {
    if (given?.length) parts.push(`${before}${listed(given, 'or')}`);
  };
  add('in ', match.queues);
  add('by ', match.channels?.map(channel));
  add('in ', match.languages?.map(languageName));
  add('labelled ', match.labels);
  if (match.hours === 'open') parts.push('that come while it is open');
  if (match.hours === 'closed') parts.push('that come while it is closed');
  return parts.join(', ');
}

const deeds: Record<TargetName, (time: string) => string> = {
  first_response: (time) => `a first answer within ${time}`,
  next_response: (time) => `every further answer within ${time}`,
  update: (time) => `word from you at least every ${time}`,
  resolution_first: (time) => `a resolution within ${time}`,
  resolution_total: (time) => `a resolution for good within ${time} in all`,
};
const pauseWords: Record<PauseName, string> = {
  waiting_customer: 'waits for the customer',
  waiting_partner: 'waits for a partner',
  resolved: 'is resolved',
};

/** What the policy means, a sentence each. Nothing while it promises nothing. */
export function meaning(policy: PolicyBody, channel: (name: string) => string): string[] {
  const promised = targetNames.filter((name) => secondsOfDuration(policy.targets[name] ?? ''));
  if (promised.length === 0) return [];
  const who = matchWords(policy.match, channel);
  const times = promised.map((name) => deeds[name](durationWords(policy.targets[name] ?? '')));
  const subject = who === '' ? 'Every conversation' : `Every conversation ${who},`;
  const hours = policy.calendar === '' ? '' : `, counted in the hours of ${policy.calendar}`;
  const told = [`${subject} gets ${listed(times, 'and')}${hours}.`];
  const groups = new Map<string, TargetName[]>();
  for (const name of promised) {
    const pauses = pausesOf(policy, name);
    if (pauses.length === 0 || policy.hide_only.includes(name)) continue;
    const key = listed(
      pauses.map((it) => pauseWords[it]),
      'or',
    );
    groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  for (const [pauses, names] of groups) {
    const short = listed(
      names.map((name) => shortNames[name]),
      'and',
    );
    told.push(`The time for ${short} stands still while it ${pauses}.`);
  }
  const warned = promised.filter((name) => (policy.warnings[name] ?? []).length > 0);
  if (warned.length > 0) {
    const each = warned.map((name) => {
      const when = (policy.warnings[name] ?? []).map((it) =>
        it.endsWith('%') ? `at ${it} of it` : `${durationWords(it)} before`,
      );
      return `for ${shortNames[name]} ${listed(when, 'and')}`;
    });
    told.push(`You are warned ${listed(each, 'and')}.`);
  }
  if (policy.roll_to_next_open) {
    told.push('What would be due exactly at closing time is due when it opens next.');
  }
  return told;
}
const shortNames: Record<TargetName, string> = {
  first_response: 'the first answer',
  next_response: 'further answers',
  update: 'updates',
  resolution_first: 'the resolution',
  resolution_total: 'the whole resolution',
};

/** "first 30 min · next 1 h" */
export function targetWords(policy: PolicyBody, names: Record<TargetName, string>): string {
  return targetNames
    .filter((name) => policy.targets[name])
    .map((name) => `${names[name]} ${durationWords(policy.targets[name] ?? '')}`)
    .join(' · ');
}
