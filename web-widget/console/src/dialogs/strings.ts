// What a conversation waits for and how its times came about. Part of the sentences in ../strings.ts.

export const work = {
  label: 'What it waits for',
  open: 'Open',
  customer: 'Waiting for customer',
  partner: 'Waiting for partner',
  changed: (by: string, what: string) => `${by}: ${what}`,
  waive: 'No answer needed…',
  waiveTitle: 'No answer needed',
  waiveHint: 'The customer’s last message stops counting. The reason stays with the conversation.',
  waiveReason: 'Reason',
  waivePlaceholder: 'Only thanks, sent by mistake…',
  waiveSubmit: 'No answer needed',
  waived: (by: string) => `${by}: no answer needed`,
};

export const timers = {
  title: 'How these times came about',
  open: 'How these times came about…',
  busy: 'Asking the hub…',
  failed: 'The hub could not tell just now.',
  policy: (name: string, calendar: string) => `Policy ${name}, calendar ${calendar}`,
  noPolicy: 'The times of its queue, around the clock',
  used: 'Used',
  left: 'Remaining',
  due: 'Due',
  still: 'stands still',
  decided: 'As it was decided; the steps are not known any more.',
  why: { open: 'counted', closed: 'closed', paused: 'paused', suspended: 'suspended' },
  states: {
    running: 'running',
    paused: 'paused',
    met: 'met',
    missed: 'missed',
    cancelled: 'not promised any more',
    waived: 'not needed',
  },
  targets: {
    first_response: 'First response',
    next_response: 'Next response',
    update: 'Update',
    resolution_first: 'Resolution',
    resolution_total: 'Resolution in all',
  },
};
