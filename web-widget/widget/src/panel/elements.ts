// Builds elements without markup text, so that it works under the strictest content policies.

type Attributes = Record<string, string | number | boolean | ((event: never) => void) | undefined>;

/** `on…` adds a listener; true, false and undefined set or leave out an attribute. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      element.addEventListener(name.slice(2), value as unknown as EventListener);
    } else if (value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
  element.append(...children);
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

export function icon(path: string): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS(SVG, 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

const ADDRESS = /https?:\/\/[^\s<>"'`]+/gi;

/** Text with its http and https addresses as links. Nothing else is ever interpreted. */
export function linked(text: string): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const shown = withoutTail(match[0]);
    if (!isAddress(shown)) continue;
    parts.push(text.slice(from, match.index));
    parts.push(
      el('a', { href: shown, target: '_blank', rel: 'noopener noreferrer nofollow' }, shown),
    );
    from = match.index + shown.length;
  }
  parts.push(text.slice(from));
  return parts.filter((part) => part !== '');
}

function isAddress(text: string): boolean {
  try {
    return new URL(text).hostname !== '';
  } catch {
    return false;
  }
}

/** A sentence's punctuation is not part of the address, nor is a bracket that was opened before it. */
function withoutTail(address: string): string {
  let end = address.length;
  for (; end > 0; end -= 1) {
    const last = address[end - 1]!;
    if ('.,;:!?…'.includes(last)) continue;
    if (last === ')' && !address.slice(0, end).includes('(')) continue;
    if (last === ']' && !address.slice(0, end).includes('[')) continue;
    break;
  }
  return address.slice(0, end);
}
