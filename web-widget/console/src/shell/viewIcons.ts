import type { ViewName } from '../store/views.ts';
import type { IconName } from '../ui/Icon.svelte';

/** The same sign for a view in the rail, the tab bar and the palette. */
export const viewIcons: Record<ViewName, IconName> = {
  mine: 'person',
  waiting: 'waiting',
  all: 'inbox',
  resolved: 'checkCircle',
};
