// Outlines on a 24 by 24 grid, drawn with the current colour.
export const ICONS = {
  close: 'M6 6l12 12M18 6L6 18',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  send: 'M5 12h13M12.5 6.5L18 12l-5.5 5.5',
  waiting: 'M12 7v5l3 2M21 12a9 9 0 1 1-18 0a9 9 0 0 1 18 0',
  sending: 'M12 7v5l3 2M21 12a9 9 0 1 1-18 0a9 9 0 0 1 18 0',
  sent: 'M5 13l4.5 4.5L19 7.5',
  delivered: 'M2.5 13l4.5 4.5L16 8M12 16.5l1.5 1L22.5 8',
  read: 'M2.5 13l4.5 4.5L16 8M12 16.5l1.5 1L22.5 8',
  failed: 'M12 7v6M12 16.5v.01M21 12a9 9 0 1 1-18 0a9 9 0 0 1 18 0',
};
