// Cuts a text into plain pieces and web addresses, so that addresses can be links and everything stays text.

export interface Piece {
  text: string;
  href: string;
}

const ADDRESS = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/gi;

export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    if (match.index > from) found.push({ text: text.slice(from, match.index), href: '' });
    found.push({ text: match[0], href: URL.canParse(match[0]) ? match[0] : '' });
    from = match.index + match[0].length;
  }
  if (from < text.length) found.push({ text: text.slice(from), href: '' });
  return found;
}

/** The search's marks (U+E000 … U+E001) as pieces that are hits or not. */
export function marked(snippet: string): { text: string; hit: boolean }[] {
  return snippet
    .split(/(\uE000[^\uE001]*\uE001?)/)
    .filter((part) => part !== '')
    .map((part) => ({ text: part.replace(/[\uE000\uE001]/g, ''), hit: part.startsWith('\uE000') }));
}
