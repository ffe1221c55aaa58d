import type { AgentRole } from '../store/model.ts';
import type { Area } from '../store/place.svelte.ts';
import { s } from '../strings.ts';
import type { IconName } from '../ui/Icon.svelte';

export interface LeadPlace {
  name: Area['name'];
  icon: IconName;
  title: string;
  area: Area;
}

const board: LeadPlace = {
  name: 'board',
  icon: 'board',
  title: s.board.title,
  area: { name: 'board' },
};
const settings: LeadPlace = {
  name: 'settings',
  icon: 'settings',
  title: s.settings.title,
  area: { name: 'settings', section: 'queues', item: '' },
};

/** Where supervisors and administrators can go besides the conversations. */
export function leadPlacesOf(role: AgentRole): readonly LeadPlace[] {
  if (role === 'admin') return [board, settings];
  return role === 'supervisor' ? [board] : [];
}
