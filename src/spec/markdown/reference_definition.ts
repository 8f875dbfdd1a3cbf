/** What a link reference definition says, and where it ends. */
export interface ReferenceMatch {
  readonly label: string;
  readonly destination: string;
  /** Offset of the destination in the text. */
  readonly destinationOffset: number;
  /** Offset behind the definition and its line feed. */
  readonly end: number;
}

/** A longer label is none (CommonMark 0.31, section 4.7). */
export const LABEL_MAX_CHARACTERS = 999;

/** Parentheses nest no deeper in a destination; a bound keeps hostile text linear. */
const PARENTHESES_MAX = 32;

// Sticky and bounded or without choice: no text can be matched in two ways.
const LABEL = /\[((?:[^\\[\]]|\\[\s\S]){1,999})\]/y;
const SPACE = /[ \t]*(?:\n[ \t]*)?/y;
const LINE_END = /[ \t]*(?:\n|$)/y;

/** The form of a label under which it is looked up: one case, single blanks. */
export function normaliseLabel(label: string): string {
  return label.trim().replace(/\s+/g, " ").toLowerCase().toUpperCase();
}

/** Reads `[label]: destination "title"` at an offset, or returns null. */
export function readReferenceDefinition(text: string, offset: number): ReferenceMatch | null {
  const labelEnd = matchEnd(LABEL, text, offset);
  if (labelEnd < 0 || text[labelEnd] !== ":") return null;
  const label = normaliseLabel(text.slice(offset + 1, labelEnd - 1));
  // [^1]: is a foot note of GFM, and leads nowhere.
  if (label === "" || label.startsWith("^")) return null;
  const start = matchEnd(SPACE, text, labelEnd + 1);
  const destination = readDestination(text, start);
  if (destination === null || destination.end === start) return null;
  const end = endOfDefinition(text, destination.end);
  if (end < 0) return null;
  return { label, destination: destination.value, destinationOffset: destination.offset, end };
}

/** The title must end its line; where it does not, the definition may still end without it. */
function endOfDefinition(text: string, offset: number): number {
  const titleStart = matchEnd(SPACE, text, offset);
  if (titleStart > offset) {
    const titleEnd = readTitle(text, titleStart);
    const end = titleEnd < 0 ? -1 : matchEnd(LINE_END, text, titleEnd);
    if (end >= 0) return end;
  }
  return matchEnd(LINE_END, text, offset);
}

/** A link destination without its angle brackets. */
export interface Destination {
  readonly value: string;
  /** Where the value begins. */
  readonly offset: number;
  /** Where text behind the destination begins. */
  readonly end: number;
}

/** Reads a link destination at an offset, or returns null. It may be empty. */
export function readDestination(text: string, offset: number): Destination | null {
  if (text[offset] === "<") {
    for (let index = offset + 1; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code === 0x5c) index++;
      else if (code === 0x0a || code === 0x3c) return null;
      else if (code === 0x3e) {
        return { value: text.slice(offset + 1, index), offset: offset + 1, end: index + 1 };
      }
    }
    return null;
  }
  let depth = 0;
  let index = offset;
  for (; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code <= 0x20 || code === 0x7f) break;
    if (code === 0x5c && isPunctuation(text.charCodeAt(index + 1))) index++;
    else if (code === 0x28 && ++depth > PARENTHESES_MAX) return null;
    else if (code === 0x29 && --depth < 0) break;
  }
  if (depth > 0) return null;
  return { value: text.slice(offset, index), offset, end: index };
}

/** Reads what closes an inline link behind its destination; the offset behind it, or -1. */
export function readLinkEnd(text: string, offset: number): number {
  const start = matchEnd(SPACE, text, offset);
  if (text[start] === ")") return start + 1;
  if (start === offset) return -1;
  const titleEnd = readTitle(text, start);
  if (titleEnd < 0) return -1;
  const end = matchEnd(SPACE, text, titleEnd);
  return text[end] === ")" ? end + 1 : -1;
}

/** Reads a title; the offset behind it, or -1. By hand: V8 overflows on a regex over a long one. */
function readTitle(text: string, offset: number): number {
  const open = text[offset];
  if (open !== '"' && open !== "'" && open !== "(") return -1;
  const close = open === "(" ? ")" : open;
  for (let index = offset + 1; index < text.length; index++) {
    const character = text[index];
    if (character === "\\") index++;
    else if (character === close) return index + 1;
    else if (character === open) return -1;
  }
  return -1;
}

/** Where the blanks behind an offset end; they hold one line feed at most. */
export function skipSpace(text: string, offset: number): number {
  return matchEnd(SPACE, text, offset);
}

/** Whether a code is ASCII punctuation, which a backslash escapes. */
export function isPunctuation(code: number): boolean {
  return (code >= 0x21 && code <= 0x2f) || (code >= 0x3a && code <= 0x40) ||
    (code >= 0x5b && code <= 0x60) || (code >= 0x7b && code <= 0x7e);
}

function matchEnd(pattern: RegExp, text: string, offset: number): number {
  pattern.lastIndex = offset;
  return pattern.test(text) ? pattern.lastIndex : -1;
}
