// What the supervisor's board says. Part of the sentences in ../strings.ts.

export const board = {
  title: 'Board',
  summary: 'At a glance',
  waiting: 'Waiting',
  longest: 'Longest wait',
  soon: 'Due soon',
  missed: 'Missed',
  online: 'Online',
  room: 'Free places',
  nobody: '–',

  queues: 'Queues',
  allQueues: 'All queues',
  queue: 'Queue',
  agentsOnline: (n: number) => (n === 1 ? '1 agent online' : `${n} agents online`),
  places: (n: number) => (n === 1 ? '1 free place' : `${n} free places`),

  conversations: 'Conversations',
  lists: { waiting: 'Waiting', soon: 'Due soon', missed: 'Missed' },
  empty: {
    waiting: 'Nobody is waiting.',
    soon: 'No answer is due soon.',
    missed: 'No promise is broken.',
  },
  waits: (time: string) => `waits ${time}`,
  since: (time: string) => `for ${time}`,
  more: (shown: number, all: number) =>
    `The first ${shown.toLocaleString('en')} of ${all.toLocaleString('en')}`,
  with: (name: string) => `with ${name}`,
  assign: 'Assign…',
  move: 'Move…',
  open: 'Open',
  actionsFor: (name: string) => `Actions for ${name}`,

  agents: 'Agents',
  counts: (online: number, away: number, offline: number) =>
    `${online} online · ${away} away · ${offline} offline`,
  find: 'Find an agent…',
  noAgents: 'No agent serves this queue.',
  noAgentFound: 'No agent of that name.',
  load: (n: number, of: number) => `${n} of ${of}`,
  loadSaid: (n: number, of: number) => `has ${n} conversations of ${of}`,
  setBy: (name: string) => `set by ${name}`,
  pause: 'Pause…',
  resume: 'Set online',
  capacity: 'Change capacity…',
  keys: 'Arrow keys move. On a conversation: Enter opens, A assigns, F moves. On an agent: P pauses, C changes capacity.',

  pauseTitle: (name: string) => `Pause ${name}`,
  pauseLead: (name: string) =>
    `${name} keeps what is open and gets nothing new until set online again, and sees who did it and why.`,
  pauseWhy: 'Reason',
  pauseSamples: ['Break', 'Training', 'Meeting', 'Too much to do'],
  pauseSubmit: 'Pause',
  tooLong: 'At most 200 bytes.',

  capacityTitle: (name: string) => `Capacity of ${name}`,
  capacityLead: 'Open conversations at once. Routing follows at once; nothing is taken away.',
  capacityLabel: 'Conversations at once',
  capacitySubmit: 'Change',
  capacityRange: 'A whole number from 0 to 1,000.',
  less: 'One less',
  greater: 'One more',

  offline: 'The connection is lost: this is how it was.',
  forLeads: 'The board is for supervisors and administrators.',
};
