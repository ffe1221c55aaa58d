import type { SectionName } from '../store/place.svelte.ts';
import type { IconName } from '../ui/Icon.svelte';

/** The same sign for a section at the side and in the record of changes. */
export const sectionIcons: Record<SectionName, IconName> = {
  queues: 'queue',
  inboxes: 'inbox',
  agents: 'person',
  teams: 'team',
  tiers: 'tiers',
  calendars: 'calendar',
  policies: 'clock',
  changes: 'list',
};
